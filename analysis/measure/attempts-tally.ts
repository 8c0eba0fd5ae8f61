import { isSuccess } from '../../core/outcome.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { AttemptFigures } from '../summary/attempts.ts'

const SECOND_MS = 1_000

interface Cell {
  readonly scenario: string
  readonly route: string
  streams: number
  attempts: number
  succeeded: number
  early: number
  /** From when on each stream that is not over may be tried again, by its first attempt: an instant in milliseconds. */
  readonly allowedMs: Map<string, number>
}

/** Counts attempts: each is a record, in the order in which they ended. */
export class AttemptsTally {
  readonly #cells = new Map<string, Cell>()

  /** A measured record. */
  add(section: string, record: StreamRecord): void {
    const cell = this.#cell(section, record.route)
    cell.attempts++
    const first = record.of ?? record.stream
    const allowedMs = cell.allowedMs.get(first)
    if (allowedMs !== undefined && record.startedMs < allowedMs) cell.early++
    // Only the last attempt knows how many there were; a stream that is never tried again has no number at all.
    if (record.attempt !== undefined && record.attempts === undefined) {
      const waitMs = (record.retryAfterS ?? 0) * SECOND_MS
      cell.allowedMs.set(first, record.scheduledMs + record.endMs + waitMs)
      return
    }
    cell.allowedMs.delete(first)
    cell.streams++
    if (isSuccess(record.outcome)) cell.succeeded++
  }

  /** Of scenarios and routes on which anything was tried again. */
  figures(): readonly AttemptFigures[] {
    return [...this.#cells.values()]
      .filter(({ attempts, streams }) => attempts > streams)
      .map(({ scenario, route, streams, attempts, succeeded, early }) => ({
        scenario,
        route,
        streams,
        attempts,
        amplificationRatio: streams > 0 ? attempts / streams : attempts,
        succeededStreams: succeeded,
        earlyAttempts: early,
      }))
  }

  #cell(scenario: string, route: string): Cell {
    const key = `${scenario}\n${route}`
    const known = this.#cells.get(key)
    if (known !== undefined) return known
    const counts = { streams: 0, attempts: 0, succeeded: 0, early: 0 }
    const cell: Cell = { scenario, route, ...counts, allowedMs: new Map() }
    this.#cells.set(key, cell)
    return cell
  }
}
