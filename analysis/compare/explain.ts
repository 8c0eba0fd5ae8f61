import { counted, whole } from '../render/numbers.ts'
import type { MetricResult, Reason } from './result.ts'

const AGAIN = 'Compare again when it is quieter'

/** Why a metric is inconclusive, and what to do next; empty where it is not. */
export function explain(metric: MetricResult): string {
  return metric.reason === undefined ? '' : REASONS[metric.reason](metric)
}

const REASONS: Readonly<Record<Reason, (metric: MetricResult) => string>> = {
  unfit: () => 'the client was not fit to measure times; the doubts say why',
  'ended-early': () => 'the run was ended before its time',
  'control-differs': () => `A differs from itself. ${AGAIN}, or look at what changes in the target`,
  'too-few-pairs': ({ needs }) =>
    `at least ${whole(needs?.pairs ?? 0)} pairs are needed: give --pairs ${needs?.pairs ?? ''}`,
  'too-few-streams': ({ fewestStreams, needs }) =>
    `${counted(fewestStreams, 'stream')} in the smallest block, ${whole(needs?.streamsPerBlock ?? 0)} are needed: give a longer --duration or a higher --rate`,
  'no-value': () => 'a block has no value, or a value of zero',
  'too-wide': ({ needs }) =>
    `the interval is too wide; about ${whole(needs?.pairs ?? 0)} pairs would decide if it goes on like this: give --pairs ${needs?.pairs ?? ''}`,
  'at-the-margin': () => 'the difference lies at the margin itself; more pairs would not decide',
  'not-proven': () =>
    'beyond the margin, but among so many metrics chance alone could do that: give more --pairs, or fewer metrics by --metric',
  'own-error': () => 'the difference is less than twice our own measuring error',
}
