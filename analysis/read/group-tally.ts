import type { StreamRecord } from '../../core/record/record.ts'
import { GroupEvidence } from '../detect/group-evidence.ts'
import { Column } from './column.ts'
import { OutcomeExamples } from './outcome-examples.ts'
import { StreamTable } from './stream-table.ts'
import { TokenTimeline } from './token-timeline.ts'
import { ValuePool } from './value-pool.ts'
import { WaterfallPicker } from './waterfall-picker.ts'

/** Everything counted of one scenario over one route while its records are read. */
export class GroupTally {
  readonly scenario: string
  readonly route: string
  readonly table = new StreamTable()
  readonly gaps = new ValuePool()
  readonly timeline = new TokenTimeline()
  readonly waterfall = new WaterfallPicker()
  readonly examples = new OutcomeExamples()
  /** What the detectors look at. */
  readonly evidence: GroupEvidence
  readonly tokenSources: Record<string, number> = {}
  readonly instances: Record<string, number> = {}
  /** Begin and end of warm-up streams: load that was there, though it is not measured. */
  readonly warmupStarts = new Column()
  readonly warmupEnds = new Column()
  probeStreams = 0
  contentEvents = 0
  coalescedEvents = 0
  kernelStamped = 0
  readStamped = 0
  clockSteps = 0
  resent = 0

  constructor(scenario: string, route: string) {
    this.scenario = scenario
    this.route = route
    this.evidence = new GroupEvidence(scenario, route)
  }

  add(record: StreamRecord): void {
    if (record.probe === true) {
      this.probeStreams++
      return
    }
    if (record.warmup === true) {
      this.warmupStarts.push(record.startedMs)
      this.warmupEnds.push(record.scheduledMs + record.endMs)
    } else {
      this.#addMeasured(record)
    }
  }

  #addMeasured(record: StreamRecord): void {
    this.table.add(record)
    this.evidence.add(record)
    this.#addGaps(record)
    this.timeline.add(record)
    this.waterfall.add(record)
    this.contentEvents += record.contentEvents ?? 0
    this.coalescedEvents += record.coalescedEvents ?? 0
    if (record.stamp === 'kernel') this.kernelStamped++
    if (record.stamp === 'read') this.readStamped++
    if (record.clockStep === true) this.clockSteps++
    if ((record.resent ?? 0) > 0) this.resent++
    if (record.tokenSource !== undefined) countUp(this.tokenSources, record.tokenSource)
    if (record.instance !== undefined) countUp(this.instances, record.instance)
    this.examples.add(record)
  }

  #addGaps({ gaps, gapsMs, gapHist }: StreamRecord): void {
    if (gapHist !== undefined && gapHist.length > 0 && gaps !== undefined) {
      const { count, meanMs: mean, minMs: min, maxMs: max } = gaps
      this.gaps.addSparse(gapHist, { count, mean, min, max })
    } else if (gapsMs !== undefined && gapsMs.length > 0) {
      this.gaps.add(gapsMs)
    }
  }
}

function countUp(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
