import type { EndRecord, StreamRecord } from '../../core/record/record.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { BadLine } from '../summary/summary.ts'
import { isDead } from './dead-end.ts'
import { sectionOf } from './section-of.ts'

/** Bad lines that are shown; all are counted. */
const BAD_LINES_SHOWN = 5

/** What one part of a run holds of one scenario and route. Its rows lie together in the table of the group. */
export interface PartGroup {
  readonly scenario: string
  readonly route: string
  readonly firstRow: number
  /** Measured streams. */
  rows: number
  /** In order. */
  readonly probes: StreamRecord[]
  /** Streams besides probes, and those of them that met nothing that streams. */
  allStreams: number
  deadStreams: number
}

/** One folder of a run: the whole run, or what one of its generators left. What is in its files, and how it went. */
export class PartTally {
  /** The folder, as the user named it. */
  readonly name: string
  readonly run: RunInfo
  readonly groups = new Map<string, PartGroup>()
  /** Added to instants of this part, so that all parts lie on the time line of the first. */
  shiftMs = 0
  /** First start and last end of its streams, on that time line; absent without streams. */
  firstStartMs: number | undefined
  lastEndMs: number | undefined
  readonly badExamples: BadLine[] = []
  recordLines = 0
  streamRecords = 0
  badLines = 0
  tornLine = false
  truthLines: number | undefined
  badTruthLines = 0
  end: EndRecord | undefined

  constructor(name: string, run: RunInfo) {
    this.name = name
    this.run = run
  }

  /** A record of the group `key`, whose table has `rows` rows before it. */
  addRecord(key: string, rows: number, record: StreamRecord): void {
    const group = this.groups.get(key) ?? newGroup(sectionOf(record), record.route, rows)
    this.groups.set(key, group)
    if (record.probe === true) {
      group.probes.push(record)
      return
    }
    group.allStreams++
    if (record.ttftMs === undefined && isDead(record.outcome, record.status)) group.deadStreams++
    if (record.warmup !== true) group.rows++
    const startMs = record.scheduledMs + this.shiftMs
    this.firstStartMs = Math.min(this.firstStartMs ?? startMs, startMs)
    this.lastEndMs = Math.max(this.lastEndMs ?? startMs, startMs + record.endMs)
  }

  addBad(line: number, problem: string): void {
    this.badLines++
    if (this.badExamples.length < BAD_LINES_SHOWN) this.badExamples.push({ line, problem })
  }
}

const newGroup = (scenario: string, route: string, firstRow: number): PartGroup => ({
  scenario,
  route,
  firstRow,
  rows: 0,
  probes: [],
  allStreams: 0,
  deadStreams: 0,
})
