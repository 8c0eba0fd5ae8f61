import { bytesText } from './bytes-text.ts'
import { median } from './arrivals.ts'
import { compressedStreams } from './compression.ts'
import { type Detector, findingOn } from './detector.ts'
import { type HeldStreams, heldStreams, holdRatio } from './held-streams.ts'
import { type LumpSize, lumpSize } from './lump-size.ts'
import { enough, ofStreams } from './share.ts'
import { LEAST_LUMPED_RATIO, LEAST_STREAMS, UNTIL_CLOSE_RATIO } from './thresholds.ts'

/** A layer that holds bytes back: until a buffer is full (saw-tooth), or until the answer is over. Failure modes A1, A4-A7. */
export const buffering: Detector = ({ group, direct }) => {
  const { streams } = group
  const compressed = new Set(compressedStreams(group).held)
  const found = heldStreams(group, direct, (row) => !compressed.has(row))
  const { whole, held, eligible } = found
  const lumped = held.length >= LEAST_STREAMS && held.length >= LEAST_LUMPED_RATIO * eligible.length
  if (!enough(whole.length, eligible.length) && !lumped) return []
  const holdRatios = held.map((row) => holdRatio(streams, row))
  const untilClose = held.filter((row) => streams.at(row, 'lastBurstRatio') >= UNTIL_CLOSE_RATIO)
  const lumps = untilClose.length * 2 > held.length ? undefined : lumpSize(group)
  const holdMaxMs = median(streams.values('holdMaxMs', held))
  return [
    findingOn(group, 'buffering', {
      severity: 'error',
      view: found.by === 'truth' || found.by === 'transit' ? 'inside' : 'outside',
      what: `${ofStreams(held.length, eligible.length)} were held back on the way${howHeld(found, untilClose.length, lumps)}.`,
      evidence: {
        heldStreams: held.length,
        eligibleStreams: eligible.length,
        holdRatio: median(holdRatios) ?? 0,
        untilCloseStreams: untilClose.length,
        ...(holdMaxMs !== undefined && { holdMs: holdMaxMs }),
        ...lumps,
      },
      remedy:
        'Switch response buffering off at each hop (nginx: proxy_buffering off and proxy_http_version 1.1, or let X-Accel-Buffering: no pass), and flush after each event.',
    }),
  ]
}

function howHeld({ held }: HeldStreams, untilClose: number, lumps: LumpSize | undefined): string {
  if (untilClose * 2 > held.length) return ' until the answer was over'
  if (lumps === undefined) return ' and came in lumps'
  const { lumpBytes, bufferBytes } = lumps
  return bufferBytes === undefined
    ? ` and came in lumps of about ${bytesText(lumpBytes)}`
    : ` and came in lumps of about ${bytesText(lumpBytes)}: a buffer of ${bytesText(bufferBytes)}`
}
