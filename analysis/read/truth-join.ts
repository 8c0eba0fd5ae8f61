import { isCanary } from '../../core/canary.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { TruthLine } from '../../core/truth.ts'
import { Column } from './column.ts'
import { ValuePool } from './value-pool.ts'

/** What one route's measured streams were off by, in milliseconds: measured minus true. */
export interface TruthErrors {
  readonly ttftMs: Column
  readonly e2eMs: Column
  readonly gapMs: ValuePool
  joined: number
}

/** Errors that are held; they are for percentiles only, and a million give those well. */
const MOST_ERRORS = 1_000_000

/** A stream's truth while it is joined. */
export type JoinedTruth = Omit<TruthLine, 'tokenMs' | 'dueMs'> & {
  readonly tokenMs: Float64Array
  readonly dueMs: Float64Array
}

/** Told of each measured stream and its truth. */
export type OnJoin = (group: string, record: StreamRecord, truth: JoinedTruth) => void

/**
 * Joins records and truth by stream id while both files are read side by side. They are written in nearly the same order,
 * so only what has not met its partner yet is held.
 */
export class TruthJoin {
  readonly errors = new Map<string, TruthErrors>()
  /** How late the mock sent the tokens of measured streams that did not hold it up. */
  readonly lateness = new ValuePool(MOST_ERRORS)
  readonly #records = new Map<string, { readonly group: string; readonly record: StreamRecord }>()
  readonly #truths = new Map<string, JoinedTruth>()
  /** Lines with an id that another line had before: the id of each. */
  #further: string[] = []
  readonly #onJoin: OnJoin

  constructor(onJoin: OnJoin = () => undefined) {
    this.#onJoin = onJoin
  }

  /** What follows is of other files, which may use the same ids for other streams. */
  forgetWaiting(): void {
    this.#records.clear()
    this.#truths.clear()
    this.#further = []
  }

  /** Ids of the lines that no record of their own was left for: those of streams with a record are further attempts. */
  leftLines(): readonly string[] {
    return [...this.#further, ...this.#truths.keys()]
  }

  addTruth(line: TruthLine): void {
    const { stream } = line
    if (stream === undefined) return
    const side: JoinedTruth = {
      ...line,
      tokenMs: Float64Array.from(line.tokenMs),
      dueMs: Float64Array.from(line.dueMs ?? []),
    }
    const waiting = this.#records.get(stream)
    if (waiting === undefined) {
      if (this.#truths.has(stream)) this.#further.push(stream)
      this.#truths.set(stream, side)
    } else {
      this.#records.delete(stream)
      this.#join(waiting.group, waiting.record, side)
    }
  }

  /** A record of `group`. Probes and warm-up streams only take their truth out of the way. */
  addRecord(group: string, record: StreamRecord): void {
    const measured = isCanary(record) || (record.probe !== true && record.warmup !== true)
    const side = this.#truths.get(record.stream)
    if (side !== undefined) {
      this.#truths.delete(record.stream)
      if (measured) this.#join(group, record, side)
    } else if (measured) {
      this.#records.set(record.stream, { group, record: { ...record, readsAt: [] } })
    }
  }

  #join(group: string, record: StreamRecord, truth: JoinedTruth): void {
    this.#onJoin(group, record, truth)
    const errors = this.errors.get(group) ?? newErrors()
    this.errors.set(group, errors)
    errors.joined++
    this.#addLateness(truth)
    const first = truth.tokenMs[0]
    if (first === undefined) return
    if (record.ttftMs !== undefined) {
      errors.ttftMs.push(record.scheduledMs + record.ttftMs - first)
    }
    // With a token lost, doubled or merged on the way there is no telling which arrival belongs to which emission.
    if (record.contentEvents !== truth.sent || truth.tokenMs.length !== truth.sent) return
    if (record.e2eMs !== undefined) {
      errors.e2eMs.push(record.scheduledMs + record.e2eMs - truth.tokenMs.at(-1)!)
    }
    const { gapsMs } = record
    if (gapsMs !== undefined && gapsMs.length > 0 && gapsMs.length === truth.sent - 1) {
      errors.gapMs.add(gapsMs.map((gap, i) => gap - (truth.tokenMs[i + 1]! - truth.tokenMs[i]!)))
    }
  }

  #addLateness({ tokenMs, dueMs, blockedMs }: JoinedTruth): void {
    if ((blockedMs ?? 0) > 0 || dueMs.length < tokenMs.length) return
    this.lateness.add(tokenMs.map((sent, i) => sent - dueMs[i]!))
  }
}

const newErrors = (): TruthErrors => ({
  ttftMs: new Column(),
  e2eMs: new Column(),
  gapMs: new ValuePool(MOST_ERRORS),
  joined: 0,
})
