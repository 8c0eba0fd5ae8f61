import { type Detector, findingOn } from './detector.ts'
import type { GroupEvidence } from './group-evidence.ts'
import { enough, ofStreams } from './share.ts'
import { HELD_RATIO } from './thresholds.ts'

/** Compressed streams, and those of them that were held back by it. */
export interface CompressedStreams {
  readonly compressed: readonly number[]
  readonly held: readonly number[]
  readonly eligible: readonly number[]
}

/**
 * Streams whose body was smaller than any uncompressed one could be, by the shortest events that carry the same text. Held: all
 * content came at the end, though the first byte (the compressor's own header) did not: H by content is near 1.
 */
export function compressedStreams({ streams }: GroupEvidence): CompressedStreams {
  const eligible = streams.rows((row) => streams.at(row, 'leastBytes') > 0)
  const compressed = eligible.filter(
    (row) => streams.at(row, 'bytes') < streams.at(row, 'leastBytes'),
  )
  const held = compressed.filter(
    (row) =>
      streams.at(row, 'contentEvents') > 1 &&
      streams.at(row, 'ttftMs') / streams.at(row, 'e2eMs') > HELD_RATIO,
  )
  return { compressed, held, eligible }
}

/** Compression of an event stream, failure mode A2. */
export const compression: Detector = ({ group }) => {
  const { compressed, held, eligible } = compressedStreams(group)
  if (!enough(compressed.length, eligible.length)) return []
  const unflushed = held.length * 2 > compressed.length
  const { streams } = group
  const bytes = compressed.reduce((sum, row) => sum + streams.at(row, 'bytes'), 0)
  const least = compressed.reduce((sum, row) => sum + streams.at(row, 'leastBytes'), 0)
  return [
    findingOn(group, 'compression', {
      severity: unflushed ? 'error' : 'warning',
      view: 'outside',
      what: `${ofStreams(compressed.length, eligible.length)} came compressed${unflushed ? ', and everything waited in the compressor until the end' : ''}.`,
      evidence: {
        compressedStreams: compressed.length,
        heldStreams: held.length,
        eligibleStreams: eligible.length,
        bytesOfLeastRatio: bytes / least,
      },
      remedy:
        'Leave event streams out of compression (nginx: no text/event-stream in gzip_types; express: a filter), or make the compressor flush after each event.',
    }),
  ]
}
