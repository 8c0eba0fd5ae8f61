import type { ResolvedRun } from '../options/resolved-run.ts'
import type { Host } from './host.ts'
import { sayError } from './say-error.ts'

/** Says what is to be known beforehand, then goes; resolves to the exit code, also of an error, which is told. */
export async function startRun(
  { plan, secrets, notices }: ResolvedRun,
  host: Host,
  go: () => Promise<number>,
): Promise<number> {
  if (!plan.quiet) for (const notice of notices) host.err(`streamgauge: ${notice}\n`)
  try {
    return await go()
  } catch (error) {
    return sayError(error, host, secrets)
  }
}
