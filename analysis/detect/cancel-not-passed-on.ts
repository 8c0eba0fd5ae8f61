import { type Detector, findingOn } from './detector.ts'
import { extent } from './extent.ts'
import { enough } from './share.ts'
import { CANCEL_GRACE_MS } from './thresholds.ts'

/**
 * Clients that left while the server went on generating, failure modes C1-C4: tokens written later than a grace after the client
 * had closed. A client that vanished without a word is left out: nobody could know.
 */
export const cancelNotPassedOn: Detector = ({ group }) => {
  const { streams } = group
  const cancelled = streams.rows(
    (row) =>
      !Number.isNaN(streams.at(row, 'sentAfterCancel')) && !(streams.at(row, 'vanished') === 1),
  )
  const wasteful = cancelled.filter((row) => streams.at(row, 'sentAfterCancel') > 0)
  if (!enough(wasteful.length, cancelled.length)) return []
  const wasted = wasteful.reduce((sum, row) => sum + streams.at(row, 'sentAfterCancel'), 0)
  const sent = cancelled.reduce((sum, row) => sum + streams.at(row, 'truthSent'), 0)
  const longestMs = extent(streams.values('wentOnMs', wasteful)).most
  return [
    findingOn(group, 'cancel-not-passed-on', {
      severity: 'warning',
      view: 'inside',
      what: `After ${wasteful.length} of ${cancelled.length} clients had left, the server went on and wrote ${wasted} tokens more.`,
      evidence: {
        cancelledStreams: cancelled.length,
        wastefulStreams: wasteful.length,
        wastedTokens: wasted,
        wasteRatio: sent === 0 ? 0 : wasted / sent,
        longestMs,
        graceMs: CANCEL_GRACE_MS,
      },
      remedy:
        'Pass the disconnect on (nginx: proxy_ignore_client_abort off; frameworks: watch the request for its end, also while queueing and before the first token). A gateway may go on on purpose to bill: then set a policy for it.',
    }),
  ]
}
