import type { RunInfo } from '../../core/run-info.ts'
import { segmentOf } from './segment.ts'

/** The segments (`2/3`) of a load that several generators share and that none of these runs is; none for a whole load. */
export function missingSegments(runs: readonly RunInfo[]): readonly string[] {
  const segments = runs.map(segmentOf).filter((segment) => segment !== undefined)
  const of = Math.max(1, ...segments.map((segment) => segment.of))
  const present = new Set(segments.map(({ number }) => number))
  if (segments.length === 0) return []
  return Array.from({ length: of }, (_, at) => at + 1)
    .filter((number) => !present.has(number))
    .map((number) => `${number}/${of}`)
}
