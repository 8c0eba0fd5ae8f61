import { counted, duration } from '../render/numbers.ts'
import type { PartTally } from '../read/part-tally.ts'
import type { Doubt } from '../summary/doubt.ts'
import { missingSegments } from './missing-segments.ts'

/** Generators that begin further apart than this share of the load have not made the load that was asked for. */
const MOST_APART_RATIO = 0.05

/** What is doubtful of the parts of a run together. */
export function partsDoubts(parts: readonly PartTally[]): readonly Doubt[] {
  return [missingDoubt(parts), apartDoubt(parts)].filter((doubt) => doubt !== undefined)
}

function missingDoubt(parts: readonly PartTally[]): Doubt | undefined {
  const missing = missingSegments(parts.map(({ run }) => run))
  if (missing.length === 0) return undefined
  return {
    code: 'parts-missing',
    finding: `The load was shared among several generators, and the results of ${counted(missing.length, 'generator')} (${missing.join(', ')}) are not here.`,
    cause: 'The figures are those of a share of the streams; the target met them all.',
    nextStep: 'Name the folders of all generators: streamgauge report DIR DIR …',
    unfit: false,
  }
}

/** The load began when the first part did; the last one is as late as its first start is. */
function apartDoubt(parts: readonly PartTally[]): Doubt | undefined {
  const begins = parts.map((part) => part.firstStartMs).filter((at) => at !== undefined)
  const ends = parts.map((part) => part.lastEndMs).filter((at) => at !== undefined)
  const apartMs = Math.max(...begins) - Math.min(...begins)
  const lengthMs = Math.max(...ends) - Math.min(...begins)
  if (begins.length < 2 || apartMs <= MOST_APART_RATIO * lengthMs) return undefined
  return {
    code: 'parts-apart',
    finding: `The generators began ${duration(apartMs)} apart, in a load of ${duration(lengthMs)}.`,
    cause:
      'Each of them kept its own schedule, but for that time the target met less than the load that was asked for.',
    nextStep: 'Start the generators together, and have k6 built on each beforehand (build-k6).',
    unfit: false,
  }
}
