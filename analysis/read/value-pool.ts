import {
  addSparseGaps,
  emptyGapCounts,
  type GapCounts,
  type SparseGaps,
} from '../../core/stats/gap-counts.ts'
import { type MixedSamples, mixedSamples } from '../../core/stats/mixed-samples.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { Column } from './column.ts'

/** Values that a pool holds before it thins itself: 32 MB. */
const MOST_VALUES = 4_000_000

/** What is kept of one stream. */
export interface PooledStream {
  readonly values: Float64Array
  readonly sparse?: SparseGaps
}

/**
 * Values of many streams, several each, that belong together by stream. When there are too many to hold, half of the streams
 * are let go, then half of the rest: whole streams, by lot, so that percentiles stay unbiased and an interval that counts
 * by stream stays right. Count, sum, minimum and maximum are always those of all.
 */
export class ValuePool {
  count = 0
  sum = 0
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY
  streams = 0
  readonly #limit: number
  #stride = 1
  #values = new Column()
  #starts: number[] = []
  #numbers: number[] = []
  #sparse = new Map<number, SparseGaps>()
  #samples: MixedSamples | undefined

  constructor(limit = MOST_VALUES) {
    this.#limit = limit
  }

  /** Adds the values of the next stream. */
  add(values: ArrayLike<number>): void {
    this.#count(values)
    const number = this.streams++
    if (scatter(number) % this.#stride !== 0) return
    this.#keep(number, values)
  }

  /** Adds a stream whose values are known by histogram only; `total`, `mean`, `min`, `max` are exact. */
  addSparse(
    sparse: SparseGaps,
    exact: {
      readonly count: number
      readonly mean: number
      readonly min: number
      readonly max: number
    },
  ): void {
    this.count += exact.count
    this.sum += exact.mean * exact.count
    this.min = Math.min(this.min, exact.min)
    this.max = Math.max(this.max, exact.max)
    const number = this.streams++
    if (scatter(number) % this.#stride !== 0) return
    this.#keep(number, [])
    this.#sparse.set(number, sparse)
  }

  /** All that is kept, in order; worked out once. */
  samples(): MixedSamples {
    this.#samples ??= mixedSamples(sortSamples(this.values()), this.counts())
    return this.#samples
  }

  /** Exact values kept, in the order of arrival. */
  values(): Float64Array {
    return this.#values.values()
  }

  /** The histogram of those kept; undefined when every value is exact. */
  counts(): GapCounts | undefined {
    if (this.#sparse.size === 0) return undefined
    const counts = emptyGapCounts()
    for (const sparse of this.#sparse.values()) addSparseGaps(counts, sparse)
    return counts
  }

  /** The streams kept, one by one. */
  *kept(): Generator<PooledStream, void, undefined> {
    const values = this.#values.values()
    for (const [at, start] of this.#starts.entries()) {
      const sparse = this.#sparse.get(this.#numbers[at]!)
      const own = values.subarray(start, this.#starts[at + 1] ?? values.length)
      yield sparse === undefined ? { values: own } : { values: own, sparse }
    }
  }

  get keptStreams(): number {
    return this.#starts.length
  }

  #count(values: ArrayLike<number>): void {
    this.count += values.length
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      this.sum += value
      if (value < this.min) this.min = value
      if (value > this.max) this.max = value
    }
  }

  #keep(number: number, values: ArrayLike<number>): void {
    this.#samples = undefined
    this.#starts.push(this.#values.length)
    this.#numbers.push(number)
    for (let i = 0; i < values.length; i++) this.#values.push(values[i]!)
    if (this.#values.length > this.#limit) this.#thin()
  }

  #thin(): void {
    this.#stride *= 2
    const [streams, numbers, sparse] = [[...this.kept()], this.#numbers, this.#sparse]
    this.#values = new Column(Math.max(64, this.#values.length))
    this.#starts = []
    this.#numbers = []
    this.#sparse = new Map()
    for (const [at, stream] of streams.entries()) {
      const number = numbers[at]!
      if (scatter(number) % this.#stride !== 0) continue
      this.#starts.push(this.#values.length)
      this.#numbers.push(number)
      for (const value of stream.values) this.#values.push(value)
      const own = sparse.get(number)
      if (own !== undefined) this.#sparse.set(number, own)
    }
  }
}

/**
 * The number of a stream, scattered (finaliser of MurmurHash3): two instances that answer in turn must not be thinned to one.
 */
function scatter(number: number): number {
  let h = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
