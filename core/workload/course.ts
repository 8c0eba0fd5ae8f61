import { type Arrivals, arrivalOffsets } from '../arrivals.ts'
import type { Random } from '../random.ts'
import type { Turn } from '../schedule/turns.ts'
import type { Trace } from './trace.ts'

/** When the streams of an open loop start, and which kind each is of, where that is not one stream of arrivals. */
export interface Course {
  /** Intended start of stream `index`, from the first instant of its route's load; Infinity where there is none. */
  readonly offsetMs: (index: number) => number
  /** Absent: kinds take turns. */
  readonly turn?: (index: number) => Turn
}

/** Starts at the instants of a trace. */
export const traceCourse = ({ atMs }: Pick<Trace, 'atMs'>): Course => ({
  offsetMs: (index) => atMs[index] ?? Number.POSITIVE_INFINITY,
})

/** A class of clients: its share of all starts, and how its own are spread. */
export interface ClientClass {
  readonly weight: number
  readonly arrivals: Arrivals
}

/**
 * Several classes of clients at once, each with arrivals of its own; together `ratePerSecond`. Their starts are merged in order of
 * time; a pure function of the random's seed.
 */
export function classesCourse(
  classes: readonly ClientClass[],
  ratePerSecond: number,
  random: Random,
): Course {
  const total = classes.reduce((sum, { weight }) => sum + weight, 0)
  const lines = classes.map(({ weight, arrivals }, variant) => {
    const own = random.fork(`class/${variant}`)
    const offsets = arrivalOffsets(arrivals, (ratePerSecond * weight) / total, own)
    return { variant, offsets, nextMs: offsets.next().value, index: 0 }
  })
  const merged: { readonly atMs: number; readonly turn: Turn }[] = []
  const at = (index: number) => {
    while (merged.length <= index) {
      const line = lines.reduce((first, one) => (one.nextMs < first.nextMs ? one : first))
      merged.push({ atMs: line.nextMs, turn: { variant: line.variant, index: line.index } })
      line.nextMs = line.offsets.next().value
      line.index++
    }
    return merged[index]!
  }
  return { offsetMs: (index) => at(index).atMs, turn: (index) => at(index).turn }
}
