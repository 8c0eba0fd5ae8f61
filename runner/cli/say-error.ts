import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { redact } from '../options/redact.ts'
import type { Host } from './host.ts'

/**
 * Says what ended a command: an expected failure in a sentence, anything else as a bug of ours with its stack. Secrets are
 * hidden. Returns the exit code.
 */
export function sayError(
  error: unknown,
  host: Host,
  secrets: { readonly values: readonly string[] } = { values: [] },
): number {
  const say = (text: string): void => host.err(`${redact(`streamgauge: ${text}`, secrets)}\n`)
  if (error instanceof Failure) {
    say(`${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`)
    return error.exitCode
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say(`this is a bug of ours; please report it with the lines below.\n${stack}`)
  return EXIT.bug
}
