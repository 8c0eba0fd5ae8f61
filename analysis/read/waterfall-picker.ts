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
 * Picks the streams that the waterfall draws: the first ones, the slowest, and two of each class of failure. A failed stream
 * may have read nothing at all (refused); one of its class that did is preferred.
 */
export class WaterfallPicker {
  readonly #typical: StreamRecord[] = []
  #slowest: StreamRecord[] = []
  readonly #failed = new Map<string, StreamRecord[]>()

  add(record: StreamRecord): void {
    const readsAt = record.readsAt?.slice(0, MOST_READS) ?? []
    if (!isSuccess(record.outcome)) {
      this.#offerFailed(record, readsAt)
      return
    }
    if (readsAt.length === 0) return
    const light = { ...record, readsAt, gapsMs: [] }
    if (this.#typical.length < TYPICAL) {
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

  #offerFailed(record: StreamRecord, readsAt: NonNullable<StreamRecord['readsAt']>): void {
    const failed = this.#failed.get(record.outcome) ?? []
    const worse = failed.findIndex((each) => each.readsAt?.length === 0)
    const full = failed.length >= OF_EACH_FAILURE
    if (full && (worse === -1 || readsAt.length === 0)) return
    const kept = full ? failed.toSpliced(worse, 1) : failed
    this.#failed.set(record.outcome, [...kept, { ...record, readsAt, gapsMs: [] }])
  }

  #offerSlow(record: StreamRecord): void {
    const last = this.#slowest.at(-1)
    if (this.#slowest.length >= SLOWEST && last !== undefined && last.endMs >= record.endMs) return
    this.#slowest = [...this.#slowest, record]
      .toSorted((a, b) => b.endMs - a.endMs)
      .slice(0, SLOWEST)
  }
}
