import type { LoadSpec } from '../../core/load-spec.ts'
import { planBlocks } from '../../core/schedule/blocks.ts'
import { ownShare, WHOLE_LOAD } from '../../core/schedule/segment.ts'

/** How long the starts of a run will go on, or how many streams it will have; whichever is known. */
export function expectedLength(specs: readonly LoadSpec[]): {
  readonly totalMs?: number
  readonly totalStreams?: number
} {
  const lengths = specs.map(lengthMs)
  if (lengths.every((length) => length !== undefined)) {
    return { totalMs: lengths.reduce((sum, length) => sum + length, 0) }
  }
  return {
    totalStreams: specs.reduce((sum, spec) => sum + ownStreams(spec) * spec.routes.length, 0),
  }
}

const ownStreams = ({ streams = 0, segment = WHOLE_LOAD }: LoadSpec): number =>
  ownShare(streams, segment)

function lengthMs(spec: LoadSpec): number | undefined {
  const durationMs = spec.durationMs ?? countedMs(spec)
  if (durationMs === undefined) return undefined
  const last = planBlocks({ ...spec, routes: spec.routes.length, durationMs }).at(-1)
  return last === undefined ? 0 : last.startMs + last.lengthMs + spec.settleMs
}

/** At a rate, a number of streams takes a time. */
const countedMs = (spec: LoadSpec): number | undefined =>
  spec.load.kind === 'open' && spec.streams !== undefined
    ? (spec.streams / spec.load.ratePerSecond) * 1000
    : undefined
