import { chmodSync, mkdirSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import type { Finding } from '../../core/finding.ts'
import { type CellVerdict, judgeCells } from './judge-trials.ts'
import { provisionParts, runTrials, type TrialParts } from './run-trials.ts'
import { schedule } from './schedule.ts'
import type { Trial } from './trial.ts'

/** What came of one trial. */
export interface TrialResult {
  readonly trial: Trial
  readonly seeds: number
  /** Seeds in which every fault that was planted was named. */
  readonly found: number
  /** The same from the records alone; absent where only the mock's log tells. */
  readonly foundOutside?: number
  /** Seeds in which a planted fault was not named, in a view that must. */
  readonly missed: readonly number[]
  readonly alarms: readonly Alarm[]
}

/** What was named and not planted. */
export interface Alarm {
  readonly seed: number
  readonly finding: Finding
}

/** All trials, held. */
export interface HeldTrials {
  readonly results: readonly TrialResult[]
  readonly parts: TrialParts
  /** Cells that were run again, since the machine had stood still meanwhile. */
  readonly repeated: number
}

export interface Stage {
  /** An empty folder, for records, logs and sockets. */
  readonly dir: string
  readonly say: (line: string) => void
}

const MOST_ROUNDS = 8

/**
 * Holds every trial with so many seeds. Cells in which a canary tells that the machine stood still are run again, a few times; what is
 * unfit to the end is in no result.
 */
export async function holdTrials(
  trials: readonly Trial[],
  seeds: number,
  stage: Stage,
): Promise<HeldTrials> {
  const parts = await provisionParts(stage.say)
  const goBack = raisePriority()
  try {
    return await holdRounds(trials, seeds, { ...stage, parts })
  } finally {
    goBack()
  }
}

async function holdRounds(
  trials: readonly Trial[],
  seeds: number,
  { dir, say, parts }: Stage & { readonly parts: TrialParts },
): Promise<HeldTrials> {
  // Started by root, nginx's workers run as another user and must reach their sockets and temporary files.
  chmodSync(dir, 0o711)
  const verdicts: CellVerdict[] = []
  let cells = schedule(trials, seeds)
  let repeated = 0
  for (let round = 1; ; round++) {
    const place = join(dir, String(round))
    mkdirSync(place)
    say(`round ${round}: ${cells.length} trials …`)
    await runTrials(cells, place, parts)
    const judged = judgeCells(cells, place)
    verdicts.push(...judged.filter(({ fit }) => fit))
    const unfit = new Set(judged.filter(({ fit }) => !fit).map(({ cell }) => cell.scenario))
    if (unfit.size === 0 || round === MOST_ROUNDS) {
      return { results: trials.map((trial) => resultOf(trial, verdicts)), parts, repeated }
    }
    repeated += unfit.size
    cells = schedule(trials, seeds, ({ scenario }) => unfit.has(scenario))
  }
}

/**
 * Ours and so our children's, where the system lets us: what else runs on the machine is no part of the trial. Returns how to go
 * back.
 */
function raisePriority(): () => void {
  const before = getPriority()
  try {
    setPriority(constants.priority.PRIORITY_HIGH)
  } catch {
    // Only an administrator may.
  }
  return () => setPriority(before)
}

function resultOf(trial: Trial, verdicts: readonly CellVerdict[]): TrialResult {
  const own = verdicts.filter(({ cell }) => cell.trial === trial)
  const right = (verdict: CellVerdict): boolean =>
    verdict.found && (trial.fromOutside !== true || verdict.foundOutside)
  return {
    trial,
    seeds: own.length,
    found: own.filter(({ found }) => found).length,
    ...(trial.fromOutside && {
      foundOutside: own.filter(({ foundOutside }) => foundOutside).length,
    }),
    missed: own.filter((verdict) => !right(verdict)).map(({ cell }) => cell.seed),
    alarms: own.flatMap(({ cell, alarms }) =>
      alarms.map((finding) => ({ seed: cell.seed, finding })),
    ),
  }
}
