import { CALIBRATION, isCanary } from '../../core/canary.ts'
import type { StreamRecord } from '../../core/record/record.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { arrivalsOf } from '../detect/arrivals.ts'
import type { GroupEvidence } from '../detect/group-evidence.ts'
import { LEAST_OWN_STALL_MS } from '../detect/thresholds.ts'
import { AttemptsTally } from '../measure/attempts-tally.ts'
import { CancelTally } from '../measure/cancel-tally.ts'
import { SlowTally } from '../measure/slow-tally.ts'
import { GroupTally } from './group-tally.ts'
import { sectionOf } from './section-of.ts'
import { PartTally } from './part-tally.ts'
import { TruthJoin } from './truth-join.ts'

/** Everything read from the files of one run, which may be several folders: a part each, one after the other. */
export class RunTally {
  readonly groups = new Map<string, GroupTally>()
  readonly parts: PartTally[] = []
  readonly cancels = new CancelTally()
  readonly slowReaders = new SlowTally()
  readonly attempts = new AttemptsTally()
  readonly truth = new TruthJoin((key, record, truth) => {
    const group = this.groups.get(key)
    if (group === undefined) return
    group.evidence.join(record, truth)
    this.cancels.addJoined(group.scenario, record, truth)
    this.slowReaders.addJoined(group.scenario, record, truth)
  })
  /** The canary streams against the log of the mock that they came from. */
  readonly canary = new TruthJoin()
  canaryStreams = 0
  /** The streams before the load: a few. */
  readonly calibration: StreamRecord[] = []
  /** Silences of the canary far above its own pace, `[from, to]`: our client stood still. */
  readonly ownStalls: (readonly [number, number])[] = []
  readonly #furtherAttempts = new Map<GroupEvidence, number>()
  /** Wall clock minus monotonic clock of the first part that has a stream. */
  #wallMs: number | undefined

  /** What is added from here on is of this part. Truth of another part is never of its streams. */
  beginPart(name: string, run: RunInfo): PartTally {
    const part = new PartTally(name, run)
    this.#countFurther()
    this.parts.push(part)
    this.truth.forgetWaiting()
    this.canary.forgetWaiting()
    return part
  }

  addRecord(part: PartTally, record: StreamRecord): void {
    if (part.streamRecords++ === 0) part.shiftMs = this.#shiftOf(record)
    if (isCanary(record)) {
      this.#addCanary(record)
      return
    }
    const section = sectionOf(record)
    const key = `${section}\n${record.route}`
    const group = this.groups.get(key) ?? new GroupTally(section, record.route)
    this.groups.set(key, group)
    part.addRecord(key, group.table.length, record)
    group.add(shifted(record, part.shiftMs))
    if (record.probe !== true && record.warmup !== true) {
      this.cancels.addRecord(section, record)
      this.slowReaders.addRecord(section, record)
      this.attempts.add(section, record)
    }
    if (part.truthLines !== undefined) this.truth.addRecord(key, record)
  }

  /** Canary and calibration streams are in no group and in no count but that of the lines. */
  #addCanary(record: StreamRecord): void {
    this.canary.addRecord(record.scenario, record)
    if (record.scenario === CALIBRATION) {
      this.calibration.push({ ...record, readsAt: [] })
      return
    }
    this.canaryStreams++
    const arrivals = arrivalsOf(record) ?? []
    for (let i = 1; i < arrivals.length; i++) {
      const [from, to] = [arrivals[i - 1]!, arrivals[i]!]
      if (to - from >= LEAST_OWN_STALL_MS) this.ownStalls.push([from, to])
    }
  }

  /** Lines of the mock's logs with the id of a measured stream besides the one that was joined, by group. Reading is over. */
  furtherAttempts(): ReadonlyMap<GroupEvidence, number> {
    this.#countFurther()
    this.truth.forgetWaiting()
    return this.#furtherAttempts
  }

  #countFurther(): void {
    const part = this.parts.at(-1)
    const left = Map.groupBy(this.truth.leftLines(), (id) => id)
    if (part === undefined || left.size === 0) return
    for (const [key, { firstRow, rows }] of part.groups) {
      const group = this.groups.get(key)
      if (group === undefined) continue
      const ids = group.table.ids.slice(firstRow, firstRow + rows)
      const count = ids.reduce((sum, id) => sum + (left.get(id)?.length ?? 0), 0)
      const before = this.#furtherAttempts.get(group.evidence) ?? 0
      if (count > 0) this.#furtherAttempts.set(group.evidence, before + count)
    }
  }

  /**
   * Each machine counts its monotonic clock from its own boot. Parts of several machines are laid on one time line by their
   * wall clocks, which is right to within their synchronisation; figures of streams are offsets and do not change.
   */
  #shiftOf({ at, startedMs }: StreamRecord): number {
    const wallMs = Date.parse(at) - startedMs
    if (Number.isNaN(wallMs)) return 0
    this.#wallMs ??= wallMs
    const shiftMs = wallMs - this.#wallMs
    return Math.abs(shiftMs) < SAME_CLOCK_MS ? 0 : shiftMs
  }
}

/** Two parts on one machine differ by the resolution of `at`, and by what its wall clock was slewed meanwhile. */
const SAME_CLOCK_MS = 100

function shifted(record: StreamRecord, shiftMs: number): StreamRecord {
  if (shiftMs === 0) return record
  return {
    ...record,
    scheduledMs: record.scheduledMs + shiftMs,
    startedMs: record.startedMs + shiftMs,
  }
}
