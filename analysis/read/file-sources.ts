import { compact } from '../measure/compact.ts'
import type { Sources } from '../summary/summary.ts'
import type { PartTally } from './part-tally.ts'

/** What the files of one folder held. */
export function sourcesOf(part: PartTally): Sources {
  return compact({
    recordLines: part.recordLines,
    streamRecords: part.streamRecords,
    badRecordLines: part.badLines,
    tornRecordLine: part.tornLine,
    badRecordExamples: part.badExamples,
    endReason: part.end?.reason,
    endRecords: part.end?.records,
    truthLines: part.truthLines,
    badTruthLines: part.truthLines === undefined ? undefined : part.badTruthLines,
  })
}

/** What the files of all folders held: an end only where each of them has one, and the reason that is not `finished`. */
export function sourcesOfAll(parts: readonly PartTally[]): Sources {
  const [first, ...others] = parts
  if (first !== undefined && others.length === 0) return sourcesOf(first)
  const sum = (of: (part: PartTally) => number): number =>
    parts.reduce((total, part) => total + of(part), 0)
  const ends = parts.map(({ end }) => end).filter((end) => end !== undefined)
  const ended = ends.length === parts.length
  const hasTruth = parts.some(({ truthLines }) => truthLines !== undefined)
  return compact({
    recordLines: sum((part) => part.recordLines),
    streamRecords: sum((part) => part.streamRecords),
    badRecordLines: sum((part) => part.badLines),
    tornRecordLine: parts.some(({ tornLine }) => tornLine),
    badRecordExamples: parts.flatMap(({ name, badExamples }) =>
      badExamples.map(({ line, problem }) => ({ line, problem: `${name}: ${problem}` })),
    ),
    endReason: ended
      ? (ends.find(({ reason }) => reason !== 'finished')?.reason ?? 'finished')
      : undefined,
    endRecords: ended ? ends.reduce((total, { records }) => total + records, 0) : undefined,
    truthLines: hasTruth ? sum((part) => part.truthLines ?? 0) : undefined,
    badTruthLines: hasTruth ? sum((part) => part.badTruthLines) : undefined,
  })
}
