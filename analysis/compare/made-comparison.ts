import type { CompareInfo } from '../../core/compare-info.ts'
import { DEFAULT_METRICS, defaultDelta, SIDES } from '../../core/compare-info.ts'
import { seededRandom } from '../../core/random.ts'
import { encodeRecord } from '../../core/record/codec.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { fixtureRunInfo } from '../fixture/run-info.ts'
import { fixtureRecord } from '../fixture/stream-record.ts'

type Side = keyof typeof SIDES

/** How a side of a made-up comparison is: times of a first token and a gap over the usual, share of streams that fail. */
export interface MadeSide {
  readonly ttft?: number
  readonly gap?: number
  readonly failing?: number
  /** Nothing streams there: its probe is refused, and there is no load. */
  readonly dead?: true
}

export interface MadeComparison {
  readonly sides?: Partial<Record<Side, MadeSide>>
  readonly streamsPerBlock?: number
  readonly pairs?: number
  readonly run?: Partial<RunInfo>
}

/** The files of a comparison as `streamgauge compare` would leave them: run.json and records.ndjson, by name. */
export function madeComparison(made: MadeComparison): ReadonlyMap<string, string> {
  const { sides = {}, pairs = 10, streamsPerBlock = 60 } = made
  const compare: CompareInfo = {
    a: 'http://127.0.0.1:9001',
    b: 'http://127.0.0.1:9002',
    pairs,
    metrics: DEFAULT_METRICS.map((one) => ({ ...one, delta: defaultDelta(one) })),
  }
  const routes = Object.values(SIDES).map((name) => ({ name, shows: name }))
  const { completionFloor: _, ...info } = fixtureRunInfo({ routes, compare, ...made.run })
  const records = Object.entries(SIDES).flatMap(([side, route]) =>
    recordsOf(route, sides[side as Side] ?? {}, { pairs, streamsPerBlock }),
  )
  const end = { records: records.length, started: records.length, reason: 'finished' }
  return new Map([
    ['run.json', JSON.stringify(info)],
    [
      'records.ndjson',
      [...records.map(encodeRecord), encodeRecord({ v: 1, end: true, run: info.run, ...end })].join(
        '',
      ),
    ],
  ])
}

interface Size {
  readonly pairs: number
  readonly streamsPerBlock: number
}

function recordsOf(
  route: string,
  side: MadeSide,
  { pairs, streamsPerBlock }: Size,
): StreamRecord[] {
  const outcome = side.dead === true ? 'refused' : 'cancelled'
  const probe = fixtureRecord({ stream: `quick/${route}/probe`, route, probe: true, outcome })
  if (side.dead === true) return [probe]
  const random = seededRandom(7).fork(route)
  const streams = Array.from({ length: pairs * streamsPerBlock }, (_, index) => {
    const tpotMs = 20 * (side.gap ?? 1) * (1 + 0.05 * random.normal())
    const ttftMs = 200 * (side.ttft ?? 1) * (1 + 0.05 * random.normal())
    const e2eMs = ttftMs + 63 * tpotMs
    return fixtureRecord({
      stream: `quick/${route}/${index}`,
      route,
      ttftMs,
      ttfaMs: ttftMs,
      tpotMs,
      e2eMs,
      endMs: e2eMs + 1,
      tokensPerSecond: 64_000 / e2eMs,
      gapsMs: [tpotMs, 1.2 * tpotMs],
      scheduledMs: 1000 + index * 50,
      startedMs: 1000 + index * 50,
      outcome: random.next() < (side.failing ?? 0) ? 'truncated_reset' : 'complete',
      tags: { block: String(Math.floor(index / streamsPerBlock)) },
    })
  })
  return [probe, ...streams]
}
