import { isSuccess } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'

const TYPICAL = 6
const SLOWEST = 4
const OF_EACH_FAILURE = 2
const MOST_READS = 400

/** Why a stream is shown. */
export type WaterfallReason = 'typical' | 'slowest' | 'failed'

export interface PickedStream {
  readonly reason: WaterfallReason
  readonly record: StreamRecord
}

/**
 * Picks the streams that the waterfall draws: the first ones, the slowest, and two of each class of failure. Only those with
 * their reads can be drawn.
 */
export class WaterfallPicker {
  readonly #typical: StreamRecord[] = []
  #slowest: StreamRecord[] = []
  readonly #failed = new Map<string, StreamRecord[]>()

  add(record: StreamRecord): void {
    if (record.readsAt === undefined || record.readsAt.length === 0) return
    const light = { ...record, readsAt: record.readsAt.slice(0, MOST_READS), gapsMs: [] }
    if (!isSuccess(record.outcome)) {
      const failed = this.#failed.get(record.outcome) ?? []
      if (failed.length < OF_EACH_FAILURE) this.#failed.set(record.outcome, [...failed, light])
    } else if (this.#typical.length < TYPICAL) {
      this.#typical.push(light)
    } else {
      this.#offerSlow(light)
    }
  }

  picked(): readonly PickedStream[] {
    const failed = [...this.#failed.values()].flat()
    return [
      ...this.#typical.map((record) => ({ reason: 'typical' as const, record })),
      ...this.#slowest.map((record) => ({ reason: 'slowest' as const, record })),
      ...failed.map((record) => ({ reason: 'failed' as const, record })),
    ]
  }

  #offerSlow(record: StreamRecord): void {
    const last = this.#slowest.at(-1)
    if (this.#slowest.length >= SLOWEST && last !== undefined && last.endMs >= record.endMs) return
    this.#slowest = [...this.#slowest, record]
      .toSorted((a, b) => b.endMs - a.endMs)
      .slice(0, SLOWEST)
  }
}
