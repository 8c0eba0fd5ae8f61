import { isSuccess, type Outcome, OUTCOMES } from '../../core/outcome.ts'
import type { Slo } from '../../core/slo.ts'
import { ratioInterval } from '../../core/stats/ratio-interval.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { StreamTable } from '../read/stream-table.ts'
import type { Distribution } from '../summary/distribution.ts'
import type { Group, OutcomeCount, RampFigures } from '../summary/group.ts'
import { compact } from './compact.ts'
import { compatibilityOf } from './compatibility.ts'
import { distributionOf, unstable } from './distribution.ts'
import { gapByStreamOf } from './gap-by-stream.ts'
import { gapDistributionOf } from './gap-distribution.ts'
import { goodputOf } from './goodput.ts'
import { loadOf } from './load.ts'
import { ownLagP99 } from './own-lag.ts'
import { readersOf } from './smoothness.ts'
import { steadyStateOf } from './steady-state.ts'
import { ofSuccess } from './success.ts'
import { throughputOf } from './throughput.ts'

/** What a group is judged by, besides its own records. */
export interface GroupContext {
  /** Other groups are measured in the same run, in turn with this one. */
  readonly takesTurns: boolean
  /** A signal or an abort ended the run: streams cut by it are nobody's failure. */
  readonly endedEarly: boolean
  readonly slos: readonly Slo[]
}

export function groupFigures(tally: GroupTally, context: GroupContext): Group {
  const { table } = tally
  const load = loadOf(tally, context.takesTurns)
  const throughput = load && throughputOf(tally, load)
  const steadyState = load && steadyStateOf(tally, load)
  const unstableAt =
    steadyState?.result === 'unstable' ? steadyState.startsPerSecond?.level : undefined
  const counts = countFigures(tally, context)
  const gapMs = gapDistributionOf(tally.gaps)
  return compact({
    ...counts,
    ...waitFigures(table, unstableAt),
    gapMs,
    gapByStreamMs: gapByStreamOf(tally.gaps, table.column('gapMeanMs')),
    streamGapP95Ms: distributionOf(table.column('gapP95Ms')),
    tpotMs: distributionOf(table.column('tpotMs')),
    e2ePerTokenMs: distributionOf(e2ePerToken(table)),
    startDelayMs: distributionOf(table.column('startDelayMs')),
    tokensPerSecond: distributionOf(ofSuccess(table, 'tokensPerSecond')),
    tokens: table.column('tokens').reduce((sum, tokens) => sum + tokens, 0),
    tokenSources: tally.tokenSources,
    throughput,
    goodput:
      load &&
      goodputOf(table, context.slos, { streams: counts.countedStreams, windows: load.windows }),
    steadyState,
    readers: readersOf(table.playout),
    compatibility: compatibilityOf(tally, gapMs),
    contentEvents: tally.contentEvents,
    coalescedEvents: tally.coalescedEvents,
    coalescedRatio: tally.contentEvents > 0 ? tally.coalescedEvents / tally.contentEvents : 0,
    kernelStampedStreams: tally.kernelStamped,
    readStampedStreams: tally.readStamped,
    ownLagP99Ms: ownLagP99(table),
    instances: tally.instances,
    ramp: rampFigures(table),
  })
}

function countFigures(tally: GroupTally, { endedEarly }: GroupContext) {
  const { table } = tally
  const outcomes = outcomeCounts(tally)
  const count = (select: (outcome: Outcome) => boolean): number =>
    outcomes.reduce((sum, each) => sum + (select(each.outcome) ? each.count : 0), 0)
  const cancelled = count((outcome) => outcome === 'cancelled')
  const cut = count((outcome) => outcome === 'harness_cut')
  const success = count(isSuccess)
  const counted = table.length - cancelled - (endedEarly ? cut : 0)
  const interval = ratioInterval(success, counted)
  return {
    scenario: tally.scenario,
    route: tally.route,
    startedStreams: table.length,
    successStreams: success,
    cancelledStreams: cancelled,
    harnessCutStreams: cut,
    countedStreams: counted,
    completionRatio: counted > 0 ? success / counted : undefined,
    completionLowRatio: interval?.low,
    completionHighRatio: interval?.high,
    outcomes,
    warmupStreams: tally.warmupStarts.length,
    probeStreams: tally.probeStreams,
  }
}

/** What waits in a queue: under more load than is served it has no percentile, it only grows. */
function waitFigures(table: StreamTable, unstableAt: number | undefined) {
  const of = (values: Float64Array): Distribution | undefined => {
    const found = distributionOf(values)
    return found && unstableAt !== undefined ? unstable(found, unstableAt) : found
  }
  return {
    ttftMs: of(table.column('ttftMs')),
    ttftFromSendMs: of(table.column('ttftFromSendMs')),
    ttfaMs: of(table.column('ttfaMs')),
    e2eMs: of(ofSuccess(table, 'e2eMs')),
  }
}

function e2ePerToken(table: StreamTable): Float64Array {
  const tokens = table.column('tokens')
  return ofSuccess(table, 'e2eMs').map((e2e, row) =>
    tokens[row]! > 0 ? e2e / tokens[row]! : Number.NaN,
  )
}

function outcomeCounts({ table, examples }: GroupTally): readonly OutcomeCount[] {
  const counts = new Map<Outcome, number>()
  for (const number of table.column('outcome')) {
    const outcome = OUTCOMES[number]!
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  return OUTCOMES.filter((outcome) => counts.has(outcome)).map((outcome) => ({
    outcome,
    count: counts.get(outcome)!,
    success: isSuccess(outcome),
    example: examples.of(outcome)!,
  }))
}

function rampFigures(table: StreamTable): RampFigures | undefined {
  const ramp = table.column('ramp')
  const streams = ramp.reduce((sum, flag) => sum + flag, 0)
  if (streams === 0) return undefined
  const ofRamp = (values: Float64Array): Float64Array =>
    values.map((value, row) => (ramp[row] === 1 ? value : Number.NaN))
  return compact({
    streams,
    ttftMs: distributionOf(ofRamp(table.column('ttftMs'))),
    e2eMs: distributionOf(ofRamp(ofSuccess(table, 'e2eMs'))),
  })
}
