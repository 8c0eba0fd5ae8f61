import { LUMP, STALL } from './calibration.ts'
import type { StreamRecord } from './record/record.ts'

/** What was served and what the records hold of it. */
export interface FoundAgain {
  readonly served: number
  readonly found: number
}

/** Something was served, and all of it was found. */
export const allFound = ({ served, found }: FoundAgain): boolean => served > 0 && served === found

/** A gap of half the stall's length is the stall: all others are a few times 20 ms at most. */
const STALL_FROM_MS = STALL.forMs / 2
/** Between two lumps lie ten gaps of 20 ms, within one next to nothing. */
const BETWEEN_LUMPS_MS = 100

/** The place of the one stall in a stream's gaps; -1 where there is none, or more than one. */
function stallIndex({ gapsMs = [] }: StreamRecord): number {
  const stalls = gapsMs.flatMap((gapMs, i) => (gapMs >= STALL_FROM_MS ? [i] : []))
  return stalls.length === 1 ? (stalls[0] ?? -1) : -1
}

/** Streams whose one stall is found where the mock made it, after so many tokens, among all of them. */
export function stallsFound(
  records: readonly StreamRecord[],
  afterTokens: number = STALL.afterTokens,
): FoundAgain {
  const found = records.filter((record) => stallIndex(record) === afterTokens - 1)
  return { served: records.length, found: found.length }
}

/** Lumps of the right size, among those that were served in streams of so many tokens. */
export function lumpsFound(records: readonly StreamRecord[], tokens: number): FoundAgain {
  const sizes = records.flatMap(lumpSizes)
  return {
    served: (records.length * tokens) / LUMP.size,
    found: sizes.filter((size) => size === LUMP.size).length,
  }
}

function lumpSizes({ gapsMs = [], contentEvents }: StreamRecord): readonly number[] {
  const sizes: number[] = []
  let begin = 0
  for (const [i, gapMs] of gapsMs.entries()) {
    if (gapMs < BETWEEN_LUMPS_MS) continue
    sizes.push(i + 1 - begin)
    begin = i + 1
  }
  return [...sizes, contentEvents - begin]
}

/** Streams that are whole: as many tokens as were served, each an event of its own, and a good end. */
export function wholeStreams(records: readonly StreamRecord[], tokens: number): FoundAgain {
  const whole = records.filter(
    (record) =>
      record.outcome === 'complete' && record.tokens === tokens && record.contentEvents === tokens,
  )
  return { served: records.length, found: whole.length }
}
