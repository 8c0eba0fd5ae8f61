import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { TruthLine } from '../../core/truth.ts'

/** What the mock's own log says about a load. */
export interface Lateness {
  readonly streams: number
  readonly tokens: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** p99 over the streams' last tokens minus p99 over their first ones. */
  readonly driftMs: number
}

/** Written minus due of every token in the file, less those of the first `skipped` streams. */
export async function lateness(file: string, skipped: number): Promise<Lateness> {
  const all: number[] = []
  const first: number[] = []
  const last: number[] = []
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (line++ < skipped) continue
    const { tokenMs, dueMs } = JSON.parse(text) as TruthLine
    const late = tokenMs.map((at, i) => at - (dueMs[i] ?? at))
    for (const ms of late) all.push(ms)
    first.push(late[0] ?? 0)
    last.push(late.at(-1) ?? 0)
  }
  all.sort((a, b) => a - b)
  return {
    streams: first.length,
    tokens: all.length,
    p50Ms: quantile(all, 0.5),
    p99Ms: quantile(all, 0.99),
    maxMs: all.at(-1) ?? 0,
    driftMs:
      quantile(
        last.toSorted((a, b) => a - b),
        0.99,
      ) -
      quantile(
        first.toSorted((a, b) => a - b),
        0.99,
      ),
  }
}

/** Type 7, of sorted values. */
export function quantile(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}
