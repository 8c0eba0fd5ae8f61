import { isSuccess, type Outcome, OUTCOMES } from '../../core/outcome.ts'
import { ratioInterval } from '../../core/stats/ratio-interval.ts'
import type { GroupTally } from '../read/group-tally.ts'
import type { ColumnName, StreamTable } from '../read/stream-table.ts'
import type { Group, OutcomeCount, RampFigures } from '../summary/group.ts'
import { compact } from './compact.ts'
import { distributionOf } from './distribution.ts'
import { gapDistributionOf } from './gap-distribution.ts'
import { ownLagP99 } from './own-lag.ts'
import { throughputOf } from './throughput.ts'

/** What a group is judged by, besides its own records. */
export interface GroupContext {
  /** Other groups are measured in the same run, in turn with this one. */
  readonly takesTurns: boolean
  /** A signal or an abort ended the run: streams cut by it are nobody's failure. */
  readonly endedEarly: boolean
}

export function groupFigures(tally: GroupTally, context: GroupContext): Group {
  const { table } = tally
  const outcomes = outcomeCounts(tally)
  const count = (select: (outcome: Outcome) => boolean): number =>
    outcomes.reduce((sum, each) => sum + (select(each.outcome) ? each.count : 0), 0)
  const cancelled = count((outcome) => outcome === 'cancelled')
  const cut = count((outcome) => outcome === 'harness_cut')
  const success = count(isSuccess)
  const counted = table.length - cancelled - (context.endedEarly ? cut : 0)
  const interval = ratioInterval(success, counted)
  return compact({
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
    ttftMs: distributionOf(table.column('ttftMs')),
    ttfaMs: distributionOf(table.column('ttfaMs')),
    gapMs: gapDistributionOf(tally.gaps),
    streamGapP95Ms: distributionOf(table.column('gapP95Ms')),
    tpotMs: distributionOf(table.column('tpotMs')),
    e2eMs: distributionOf(ofSuccess(table, 'e2eMs')),
    e2ePerTokenMs: distributionOf(e2ePerToken(table)),
    startDelayMs: distributionOf(table.column('startDelayMs')),
    tokensPerSecond: distributionOf(ofSuccess(table, 'tokensPerSecond')),
    tokens: table.column('tokens').reduce((sum, tokens) => sum + tokens, 0),
    tokenSources: tally.tokenSources,
    throughput: throughputOf(tally, context.takesTurns),
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

/**
 * A column with NaN for streams that did not succeed: a stream that was cut after a second did not take a second, and leaving
 * it in would make a failing server look fast.
 */
export function ofSuccess(table: StreamTable, name: ColumnName): Float64Array {
  return table
    .column(name)
    .map((value, row) => (isSuccess(table.outcome(row)) ? value : Number.NaN))
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
