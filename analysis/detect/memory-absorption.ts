import { median } from './arrivals.ts'
import { bytesText } from './bytes-text.ts'
import { type Detector, findingOn } from './detector.ts'
import { enough, ofStreams } from './share.ts'
import { GROWTH_RATIO, LEAST_ANSWER_BYTES, LEAST_STREAMS } from './thresholds.ts'

/**
 * Bytes that the way takes in for a client that does not read, failure mode D1: sent by the mock, not yet arrived. A plateau is a
 * bounded buffer; what grows with the answer is bounded by memory alone. Smaller answers than 20 MB fit into the kernel's
 * socket buffers and tell nothing.
 */
export const memoryAbsorption: Detector = ({ group }) => {
  const { streams } = group
  const slow = streams.rows((row) => streams.at(row, 'sentBytes') >= LEAST_ANSWER_BYTES)
  if (slow.length < LEAST_STREAMS) return []
  const absorbed = (row: number): number =>
    Math.max(streams.at(row, 'absorbedMaxBytes'), streams.at(row, 'queuedMaxBytes') || 0)
  const growing = slow.filter((row) => absorbed(row) >= GROWTH_RATIO * streams.at(row, 'sentBytes'))
  const absorbedBytes = median(slow.map(absorbed))!
  const sentBytes = median(streams.values('sentBytes', slow))!
  const grows = enough(growing.length, slow.length)
  return [
    findingOn(group, 'memory-absorption', {
      severity: grows ? 'error' : 'info',
      view: 'inside',
      what: grows
        ? `In ${ofStreams(growing.length, slow.length)} the way took in ${bytesText(absorbedBytes)} of an answer of ${bytesText(sentBytes)} while the client did not read: no bound was found.`
        : `For a client that does not read the way holds ${bytesText(absorbedBytes)} of an answer of ${bytesText(sentBytes)}, then the server is made to wait.`,
      evidence: {
        absorbedBytes,
        sentBytes,
        absorbedRatio: absorbedBytes / sentBytes,
        slowStreams: slow.length,
        growingStreams: growing.length,
      },
      remedy: grows
        ? 'Honour back-pressure: wait for drain before writing on, bound the queue of each client, limit the spool (nginx: proxy_max_temp_file_size 0), and give up clients that never read.'
        : 'Reckon with so much memory for each slow client.',
    }),
  ]
}
