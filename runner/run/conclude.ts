import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { judgeFolder, renderReport, writeReports } from '../../analysis/index.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { ResultsFolder } from './results-folder.ts'
import { redact } from '../options/redact.ts'
import type { RunPlan, Secrets } from './run-plan.ts'
import { isScriptFault, thrownIn, userScript } from './user-script.ts'

/** k6's own exit codes after which the records speak for themselves: done, threshold crossed, signal, abort by script. */
const K6_ENDS_WELL: ReadonlySet<number> = new Set([0, 99, 105, 108, 130, 137])

/** A run that is over. */
export interface Ended {
  readonly plan: RunPlan
  readonly folder: ResultsFolder
  readonly info: RunInfo
  readonly secrets: Secrets
}

/** Judges the folder, writes the reports, says what came of it. Resolves to the exit code. */
export function conclude(ended: Ended): number {
  const { plan, folder } = ended
  const fault = scriptFault(ended)
  if (fault?.ended === true) throw fault.failure
  const judged = judgeFolder(folder.dir)
  if (fault !== undefined) {
    // It is wrong usage as long as there is nothing to judge.
    if (judged.summary.startedStreams === 0) throw fault.failure
    process.stderr.write(`streamgauge: ${fault.failure.message}\n`)
  }
  writeReports(folder.dir, judged)
  const { verdict } = judged.summary
  if (plan.json) process.stdout.write(`${JSON.stringify(judged.summary, undefined, 2)}\n`)
  else {
    process.stdout.write(
      renderReport('text', judged, {
        color: plan.color && process.stdout.isTTY,
        reportPath: relative(process.cwd(), join(folder.dir, 'report.html')),
      }),
    )
  }
  checkK6(ended)
  return verdict.exitCode
}

/** Throws with k6's last words where it broke. */
export function checkK6({ folder, info, secrets }: Ended): void {
  const k6 = info.client?.exitCode ?? 0
  if (info.signal === undefined && !K6_ENDS_WELL.has(k6)) throw k6Failure(folder.dir, k6, secrets)
}

/** What is wrong with a user's own script: k6 could not begin or end it, or it threw while it ran. */
function scriptFault({
  plan,
  folder,
  info,
  secrets,
}: Ended): { readonly ended: boolean; readonly failure: Failure } | undefined {
  const script = userScript(plan)
  if (script === undefined || info.signal !== undefined) return undefined
  const k6 = info.client?.exitCode ?? 0
  const thrown = thrownIn(readFileSync(join(folder.dir, 'k6.log'), 'utf8'), script)
  const ended = isScriptFault(k6)
  if (!ended && thrown === undefined) return undefined
  const { message, hint } = k6Failure(folder.dir, k6, secrets)
  const said = thrown === undefined ? message : redact(thrown, secrets)
  return { ended, failure: new Failure(EXIT.usage, said, hint) }
}

/** What k6 said last. */
function k6Failure(dir: string, exitCode: number, secrets: Secrets): Failure {
  const tail = readFileSync(join(dir, 'k6.log'), 'utf8').trim().split('\n').slice(-6).join('\n')
  const log = redact(tail, secrets)
  const hint = `The whole log is in ${relative(process.cwd(), join(dir, 'k6.log'))}; the records so far are kept.`
  return new Failure(EXIT.bug, `k6 ended with ${exitCode}:\n${log}`, hint)
}
