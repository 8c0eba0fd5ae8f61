import { type Detector, findingOn } from './detector.ts'
import { LEAST_STREAMS, MOST_AMPLIFICATION } from './thresholds.ts'

/**
 * More attempts at the server than the user made requests, failure modes E3 and E4: a hop that asks again on its own (lines of the
 * mock's log with the same request id), and the client's own retries.
 */
export const retryAmplification: Detector = ({ group, furtherAttempts }) => {
  const { streams } = group
  const own = streams.rows((row) => streams.at(row, 'attempt') > 1).length
  const requests = streams.length - own
  const joined = streams.rows((row) => !Number.isNaN(streams.at(row, 'truth'))).length
  const extra = own + furtherAttempts
  if (requests === 0 || extra < LEAST_STREAMS) return []
  const amplificationRatio = (requests + extra) / requests
  if (amplificationRatio < MOST_AMPLIFICATION) return []
  return [
    findingOn(group, 'retry-amplification', {
      severity: 'warning',
      view: joined > 0 ? 'inside' : 'outside',
      what: `${requests} requests became ${requests + extra} attempts at the server (${amplificationRatio.toFixed(2)} each): ${furtherAttempts} made on the way, ${own} by the client.`,
      evidence: {
        requests,
        attemptsOnTheWay: furtherAttempts,
        attemptsOfClient: own,
        amplificationRatio,
      },
      remedy:
        'Let one layer retry, and only before the first token (nginx: proxy_next_upstream off, never non_idempotent for POST); give the retries a budget.',
    }),
  ]
}
