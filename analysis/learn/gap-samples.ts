import { gapBucket } from '../../core/metrics/gap-histogram.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import { addSparseGaps, emptyGapCounts } from '../../core/stats/gap-counts.ts'
import { type MixedSamples, mixedSamples } from '../../core/stats/mixed-samples.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'

/** So many gaps are kept as they are; those of later streams by the histogram, to within 1.6 %. */
const KEPT_GAPS = 4_000_000

/** Gaps of many streams, those within a lump apart from those between two. */
export class GapSamples {
  /** All gaps, also those within lumps. */
  count = 0
  sumMs = 0
  /** Of each stream whose gaps are all known: those between two lumps. */
  readonly streams: number[][] = []
  /** How many lumps there were of each size. */
  readonly lumps = new Map<number, number>()
  readonly #counts = emptyGapCounts()
  #kept = 0

  add({ gaps, gapsMs, gapHist }: StreamRecord): void {
    if (gaps !== undefined && gapHist !== undefined && gapHist.length > 0) {
      this.count += gaps.count
      this.sumMs += gaps.count * gaps.meanMs
      this.#addCounts(gapHist)
    } else if (gapsMs !== undefined && gapsMs.length > 0) {
      this.count += gapsMs.length
      for (const gap of gapsMs) this.sumMs += gap
      this.#addList(gapsMs)
    }
  }

  /** Gaps between two lumps, of all streams. */
  apart(): MixedSamples {
    return mixedSamples(sortSamples(this.streams.flat()), this.#counts)
  }

  #addList(gapsMs: readonly number[]): void {
    const apart: number[] = []
    let size = 1
    for (const gap of gapsMs) {
      if (isTogether(gap)) {
        size++
      } else {
        apart.push(gap)
        this.#countLump(size, 1)
        size = 1
      }
    }
    this.#countLump(size, 1)
    if (this.#kept + apart.length <= KEPT_GAPS) {
      this.#kept += apart.length
      this.streams.push(apart)
    } else {
      addSparseGaps(
        this.#counts,
        apart.map((gap) => [gapBucket(gap), 1]),
      )
    }
  }

  /** The order is lost: lumps are as equal as their mean allows. */
  #addCounts(sparse: NonNullable<StreamRecord['gapHist']>): void {
    const apart = sparse.filter(([bucket]) => bucket > 0)
    const between = addSparseGaps(this.#counts, apart)
    const events = 1 + sparse.reduce((sum, [, count]) => sum + count, 0)
    const lumps = between + 1
    const size = Math.floor(events / lumps)
    const larger = events - size * lumps
    this.#countLump(size, lumps - larger)
    this.#countLump(size + 1, larger)
  }

  #countLump(size: number, count: number): void {
    if (count > 0) this.lumps.set(size, (this.lumps.get(size) ?? 0) + count)
  }
}

/** Below the histogram's resolution, 1/128 ms: one read, or one write of the server. */
const isTogether = (gapMs: number): boolean => gapBucket(gapMs) === 0
