import type { GroupTally } from '../read/group-tally.ts'
import type { RunTally } from '../read/run-tally.ts'
import type { PickedStream } from '../read/waterfall-picker.ts'
import { type Curve, curveOf, gapCurveOf } from './curve.ts'
import { type GroupTimeline, timelinesOf, type TimeAxis, timeAxisOf } from './timeline.ts'

/** What the charts of one scenario and route draw. */
export interface GroupSamples {
  readonly scenario: string
  readonly route: string
  readonly waterfall: readonly PickedStream[]
  readonly ttftMs: Curve | undefined
  /** The same from the moment the request was sent. */
  readonly ttftFromSendMs: Curve | undefined
  readonly gapMs: Curve | undefined
  /** |measured - true|, against the mock's log. */
  readonly ttftErrorMs: Curve | undefined
  readonly gapErrorMs: Curve | undefined
  readonly timeline: GroupTimeline
}

/** Small extracts of a run for drawing: never raw points in proportion to the number of streams. */
export interface Samples {
  readonly axis: TimeAxis
  readonly groups: readonly GroupSamples[]
}

export function samplesOf(tally: RunTally): Samples {
  const groups = [...tally.groups.entries()].filter(([, group]) => group.table.length > 0)
  const axis = timeAxisOf(groups.map(([, group]) => group))
  return { axis, groups: groups.map(([key, group]) => groupSamples(group, { key, tally, axis })) }
}

interface Place {
  readonly key: string
  readonly tally: RunTally
  readonly axis: TimeAxis
}

function groupSamples(group: GroupTally, { key, tally, axis }: Place): GroupSamples {
  const errors = tally.truth.errors.get(key)
  return {
    scenario: group.scenario,
    route: group.route,
    waterfall: group.waterfall.picked(),
    ttftMs: curveOf(group.table.column('ttftMs')),
    ttftFromSendMs: curveOf(group.table.column('ttftFromSendMs')),
    gapMs: gapCurveOf(group.gaps),
    ttftErrorMs: errors && curveOf(errors.ttftMs.values().map(Math.abs)),
    gapErrorMs: errors && curveOf(errors.gapMs.values().map(Math.abs), errors.gapMs.keptStreams),
    timeline: timelinesOf(group, axis),
  }
}
