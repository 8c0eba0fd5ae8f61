import { seededRandom } from '../../core/random.ts'
import type { Trial } from './trial.ts'

/** One trial of one seed: a scenario of its own to the detectors. */
export interface Cell {
  readonly trial: Trial
  readonly seed: number
  readonly scenario: string
  /** Offset of its first stream from the begin of all. */
  readonly atMs: number
}

/** Cells begin this far apart: some 60 streams are open then, which two cores bear easily. */
const CELL_MS = 150
/** Cells that freeze a mock, and those that move 63 MB, follow one another. */
const LONE_CELL_MS = { freeze: 2_000, heavy: 2_600 } as const
type Lane = 'usual' | keyof typeof LONE_CELL_MS

/**
 * Every trial with every seed that `keep` keeps, in drawn order, so that the seeds of one trial do not share their circumstances.
 */
export function schedule(
  trials: readonly Trial[],
  seeds: number,
  keep: (cell: Pick<Cell, 'scenario'>) => boolean = () => true,
): readonly Cell[] {
  const random = seededRandom(1)
  const all = trials.flatMap((trial) =>
    Array.from({ length: seeds }, (_, i) => ({
      trial,
      seed: i + 1,
      scenario: `${slug(trial.name)}#${i + 1}`,
      lot: random.fork(`${trial.name}#${i}`).next(),
    })),
  )
  const drawn = all.filter(keep).toSorted((a, b) => a.lot - b.lot)
  const begun = { usual: 0, freeze: 0, heavy: 0 }
  return drawn.map(({ trial, seed, scenario }) => {
    const lane = laneOf(trial)
    const everyMs = lane === 'usual' ? CELL_MS : LONE_CELL_MS[lane]
    return { trial, seed, scenario, atMs: everyMs * begun[lane]++ }
  })
}

function laneOf(trial: Trial): Lane {
  if (trial.freeze !== undefined) return 'freeze'
  return trial.stream(0, 1).read === undefined ? 'usual' : 'heavy'
}

/** A name that is a word, for ids of streams. */
const slug = (name: string): string => name.replaceAll(/[^a-z0-9]+/gu, '-')
