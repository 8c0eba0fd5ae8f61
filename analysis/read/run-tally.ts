import { CANARY, isCanary } from '../../core/canary.ts'
import type { EndRecord, StreamRecord } from '../../core/record/record.ts'
import type { BadLine } from '../summary/summary.ts'
import { GroupTally } from './group-tally.ts'
import { TruthJoin } from './truth-join.ts'

/** Bad lines that are shown; all are counted. */
const BAD_LINES_SHOWN = 5

/** Everything read from the files of one run. */
export class RunTally {
  readonly groups = new Map<string, GroupTally>()
  readonly truth = new TruthJoin()
  /** The canary streams against the log of the mock that they came from. */
  readonly canary = new TruthJoin()
  canaryStreams = 0
  readonly badExamples: BadLine[] = []
  recordLines = 0
  streamRecords = 0
  badLines = 0
  tornLine = false
  truthLines: number | undefined
  badTruthLines = 0
  end: EndRecord | undefined

  addRecord(record: StreamRecord): void {
    this.streamRecords++
    if (isCanary(record)) {
      this.#addCanary(record)
      return
    }
    const key = `${record.scenario}\n${record.route}`
    const group = this.groups.get(key) ?? new GroupTally(record.scenario, record.route)
    this.groups.set(key, group)
    group.add(record)
    if (this.truthLines !== undefined) this.truth.addRecord(key, record)
  }

  /** Canary streams are in no group and in no count but that of the lines. */
  #addCanary(record: StreamRecord): void {
    this.canaryStreams++
    this.canary.addRecord(CANARY, record)
  }

  addBad(line: number, problem: string): void {
    this.badLines++
    if (this.badExamples.length < BAD_LINES_SHOWN) this.badExamples.push({ line, problem })
  }
}
