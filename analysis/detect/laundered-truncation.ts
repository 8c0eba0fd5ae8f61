import { isSuccess, OUTCOMES } from '../../core/outcome.ts'
import { type Detector, findingOn } from './detector.ts'
import { enough } from './share.ts'
import { TRUTH } from './truth-evidence.ts'

/** Streams that broke off upstream and look whole to the client, failure mode E1. */
export const launderedTruncation: Detector = ({ group }) => {
  const { streams } = group
  const cut = streams.rows((row) => streams.at(row, 'truth') === TRUTH.cut)
  const whole = cut.filter((row) => isSuccess(OUTCOMES[streams.at(row, 'outcome')]!))
  if (!enough(whole.length, cut.length)) return []
  return [
    findingOn(group, 'laundered-truncation', {
      severity: 'error',
      view: 'inside',
      what: `Of ${cut.length} streams that broke off at the server ${whole.length} look whole to the client.`,
      evidence: {
        cutStreams: cut.length,
        launderedStreams: whole.length,
        launderingRatio: whole.length / cut.length,
      },
      remedy:
        'Let nothing on the way end a broken body politely (HTTP/1.1 to the upstream, not 1.0; no made-up terminator), and use a dialect that has an end marker.',
    }),
  ]
}
