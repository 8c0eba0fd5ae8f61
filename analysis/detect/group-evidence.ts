import type { StreamRecord } from '../../core/record/record.ts'
import { Column } from '../read/column.ts'
import { arrivalsOf, BURST_GAP_MS } from './arrivals.ts'
import { EvidenceTable } from './evidence-table.ts'
import { recordEvidence } from './record-evidence.ts'
import { LEAST_STALL_MS } from './thresholds.ts'
import type { JoinedTruth } from '../read/truth-join.ts'
import { truthEvidence } from './truth-evidence.ts'

/** Bursts and silences that are held; more say nothing new. */
const MOST_BURSTS = 20_000
const MOST_SILENCES = 500_000

/** What detectors know of one scenario over one route; grows by a few numbers a stream. */
export class GroupEvidence {
  readonly scenario: string
  readonly route: string
  readonly streams = new EvidenceTable()
  /** Server instances that answered, by their number. */
  readonly instances: string[] = []
  /** Bursts of arrivals as far as reads were kept: body bytes and content events of each; the last of a stream left out. */
  readonly burstBytes = new Column()
  readonly burstEvents = new Column()
  /** Silences between two content events: row of the stream, begin and end. */
  readonly silenceRows = new Column()
  readonly silenceFromMs = new Column()
  readonly silenceToMs = new Column()
  /** Rows that wait for their line of the mock's log. */
  readonly #waiting = new Map<string, number>()

  constructor(scenario: string, route: string) {
    this.scenario = scenario
    this.route = route
  }

  /** A measured stream. */
  add(record: StreamRecord): void {
    const row = this.streams.add(recordEvidence(record, this.#instance(record.instance)))
    this.#addBursts(record)
    this.#addSilences(record, row)
    this.#waiting.set(record.stream, row)
  }

  /** The mock's line for a stream that was added. */
  join(record: StreamRecord, truth: JoinedTruth): void {
    const row = this.#waiting.get(record.stream)
    if (row === undefined) return
    this.#waiting.delete(record.stream)
    const instance = record.instance === undefined ? this.#instance(truth.instance) : undefined
    this.streams.set(row, { ...truthEvidence(record, truth), instance })
  }

  #instance(name: string | undefined): number | undefined {
    if (name === undefined) return undefined
    const known = this.instances.indexOf(name)
    return known === -1 ? this.instances.push(name) - 1 : known
  }

  #addBursts({ readsAt = [] }: StreamRecord): void {
    let [bytes, events, lastMs] = [0, 0, Number.NEGATIVE_INFINITY]
    for (const [atMs, readBytes, readEvents] of readsAt) {
      if (atMs - lastMs >= BURST_GAP_MS) {
        if (bytes > 0 && this.burstBytes.length < MOST_BURSTS) {
          this.burstBytes.push(bytes)
          this.burstEvents.push(events)
        }
        ;[bytes, events] = [0, 0]
      }
      bytes += readBytes
      events += readEvents
      lastMs = atMs
    }
  }

  #addSilences(record: StreamRecord, row: number): void {
    if ((record.gaps?.maxMs ?? Number.POSITIVE_INFINITY) < LEAST_STALL_MS) return
    const arrivals = arrivalsOf(record) ?? []
    for (let i = 1; i < arrivals.length; i++) {
      const [from, to] = [arrivals[i - 1]!, arrivals[i]!]
      if (to - from < LEAST_STALL_MS || this.silenceRows.length >= MOST_SILENCES) continue
      this.silenceRows.push(row)
      this.silenceFromMs.push(from)
      this.silenceToMs.push(to)
    }
  }
}
