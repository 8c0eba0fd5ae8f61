import type { StreamRecord } from '../../core/record/record.ts'

/** Width of the bins in which tokens are counted. */
export const TIMELINE_BIN_MS = 250

/**
 * Content events by the time of their arrival. Exact where a stream kept its gaps; else its events are spread evenly from the
 * first to the last.
 */
export class TokenTimeline {
  /** Events by bin number; bin b covers [b, b + 1) times the width, on CLOCK_MONOTONIC. */
  readonly bins = new Map<number, number>()

  add(record: StreamRecord): void {
    const { ttftMs, e2eMs, gapsMs, contentEvents } = record
    if (ttftMs === undefined || !(contentEvents > 0)) return
    let at = record.scheduledMs + ttftMs
    this.#count(at, 1)
    if (gapsMs !== undefined && gapsMs.length === contentEvents - 1) {
      for (const gapMs of gapsMs) this.#count((at += gapMs), 1)
    } else if (e2eMs !== undefined && contentEvents > 1) {
      this.#spread(at, record.scheduledMs + e2eMs, contentEvents - 1)
    }
  }

  #spread(fromMs: number, toMs: number, events: number): void {
    const first = Math.floor(fromMs / TIMELINE_BIN_MS)
    const last = Math.max(first, Math.floor(toMs / TIMELINE_BIN_MS))
    const each = events / (last - first + 1)
    for (let bin = first; bin <= last; bin++) this.#add(bin, each)
  }

  #count(atMs: number, events: number): void {
    this.#add(Math.floor(atMs / TIMELINE_BIN_MS), events)
  }

  #add(bin: number, events: number): void {
    this.bins.set(bin, (this.bins.get(bin) ?? 0) + events)
  }
}
