import { Column } from '../read/column.ts'

/**
 * What detectors know of every measured stream. Instants are on CLOCK_MONOTONIC; offsets and lengths are in milliseconds. What
 * is not known is NaN.
 */
export const EVIDENCE = [
  // Of the record.
  'scheduledMs',
  'startedMs',
  'endedMs',
  'ttftMs',
  'e2eMs',
  'tailMs',
  'outcome',
  'status',
  'contentEvents',
  'bytes',
  'medianGapMs',
  'bursts',
  'lastBurstRatio',
  'lagMaxMs',
  'instance',
  'attempt',
  'vanished',
  'slowReader',
  'padBytes',
  'silenceMs',
  'leastBytes',
  'missing',
  'duplicate',
  'reordered',
  'foreign',
  'replacementCharacters',
  'textHash',
  'transitMedianMs',
  'transitMaxMs',
  // Of the mock's own log.
  'truth',
  'truthSent',
  'truthEmittedHoldRatio',
  'truthBursts',
  'truthMeanGapMs',
  'holdMaxMs',
  'lateByOneRatio',
  'sentAfterCancel',
  'wentOnMs',
  'sentBytes',
  'absorbedMaxBytes',
  'absorbedAtEndBytes',
  'queuedMaxBytes',
  'blockedMs',
] as const
export type EvidenceName = (typeof EVIDENCE)[number]
export type EvidenceRow = Partial<Readonly<Record<EvidenceName, number | undefined>>>

/** Eight bytes a stream for each figure that any stream of the group has; none for one that no stream has. */
export class EvidenceTable {
  readonly #columns = new Map<EvidenceName, Column>()
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Adds a stream and returns its row. */
  add(figures: EvidenceRow): number {
    const row = this.#length++
    this.set(row, figures)
    return row
  }

  set(row: number, figures: EvidenceRow): void {
    for (const name of EVIDENCE) {
      const value = figures[name]
      if (value !== undefined) this.#column(name).set(row, value)
    }
  }

  at(row: number, name: EvidenceName): number {
    return this.#columns.get(name)?.at(row) ?? Number.NaN
  }

  /** Rows for which `keep` holds. */
  rows(keep: (row: number) => boolean = () => true): number[] {
    const rows: number[] = []
    for (let row = 0; row < this.#length; row++) if (keep(row)) rows.push(row)
    return rows
  }

  /** The known values of a figure over `rows`. */
  values(name: EvidenceName, rows: readonly number[]): number[] {
    return rows.map((row) => this.at(row, name)).filter((value) => !Number.isNaN(value))
  }

  #column(name: EvidenceName): Column {
    const column = this.#columns.get(name) ?? new Column()
    this.#columns.set(name, column)
    return column
  }
}
