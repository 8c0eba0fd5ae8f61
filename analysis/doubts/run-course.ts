import type { RunInfo } from '../../core/run-info.ts'
import { failureReason } from '../render/failure-reason.ts'
import { counted, percent, whole } from '../render/numbers.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Group } from '../summary/group.ts'
import type { Sources } from '../summary/summary.ts'
import type { PartFacts, RunFacts } from '../verdict/facts.ts'

/** Beyond it the figures describe another load than the one asked for. */
const MOST_DROPPED_RATIO = 0.01

export function runKilledDoubt(facts: PartFacts): Doubt | undefined {
  if (facts.unconcluded) {
    return doubt('run-killed', {
      finding: 'The run was not concluded: the records have an end, but run.json has no endedAt.',
      cause:
        'streamgauge itself was killed or crashed after the load; what it learns last (CPU, dropped starts, a signal) is missing.',
      nextStep: 'Run again.',
    })
  }
  if (!facts.killed) return undefined
  return doubt('run-killed', {
    finding: 'The records have no end line.',
    cause:
      'The load generator was killed or crashed; streams open at that moment are missing, and those are the long ones.',
    nextStep: 'See k6.log and the kernel log (out of memory?), then run again.',
  })
}

export function cutShortDoubt(facts: PartFacts): Doubt | undefined {
  const how = facts.signal ?? facts.aborted
  if (how === undefined) return undefined
  return doubt('run-cut-short', {
    finding: `The run ended before its time (${how}).`,
    cause: 'Only the first part of the load was measured, and streams open at the end were cut.',
    nextStep: 'Run again to the end before comparing these figures.',
  })
}

export function harnessCutDoubt(groups: readonly Group[]): Doubt | undefined {
  const cut = groups.reduce((sum, group) => sum + group.harnessCutStreams, 0)
  if (cut === 0) return undefined
  return doubt('harness-cut', {
    finding: `${counted(cut, 'stream')} ended because our own run did.`,
    cause:
      'They were still open when the drain time was over, or when the run was interrupted. The longest streams are the ones missing.',
    nextStep: 'Raise --drain, or look at why they did not end.',
  })
}

export function droppedStartsDoubt(
  { droppedStarts: dropped = 0 }: RunInfo,
  groups: readonly Group[],
): Doubt | undefined {
  if (dropped <= 0) return undefined
  const made = groups.reduce((sum, each) => sum + each.startedStreams + each.warmupStreams, 0)
  const share = dropped / (dropped + made)
  const cause =
    'As many streams as --max-in-flight allows were open. The load was lower than asked, exactly when the target was slow.'
  const nextStep = 'Raise --max-in-flight, or lower --rate.'
  if (share <= MOST_DROPPED_RATIO) {
    const finding = `${counted(dropped, 'intended start')} ${dropped === 1 ? 'was' : 'were'} not made.`
    return doubt('dropped-starts', { finding, cause, nextStep })
  }
  return doubt('dropped-starts', {
    finding: `The load was not the one asked for: ${percent(share)} of the intended starts were not made (${whole(dropped)} of ${whole(dropped + made)}).`,
    cause: `${cause} Every figure is that of the streams that were started; those that were not are in none.`,
    nextStep,
  })
}

export function routeDroppedDoubts(facts: PartFacts): readonly Doubt[] {
  return facts.droppedRoutes.map((dropped) =>
    doubt('route-dropped', {
      finding: `The route ${dropped.route} was not measured: its probe ended as ${sentence(failureReason(dropped))}`,
      cause: 'Nothing streams there, so load would have measured nothing.',
      nextStep: 'Check URL, path, dialect and key with one request by hand.',
    }),
  )
}

export function routeUnmeasuredDoubts(
  run: RunInfo,
  groups: readonly Group[],
  facts: RunFacts,
): readonly Doubt[] {
  const gone = new Set(facts.droppedRoutes.map((each) => each.route))
  const measuredRoutes = new Set(
    groups.filter((each) => each.startedStreams > 0).map((each) => each.route),
  )
  return run.routes
    .filter(
      ({ name, skipped }) => skipped === undefined && !gone.has(name) && !measuredRoutes.has(name),
    )
    .map(({ name }) =>
      doubt('route-unmeasured', {
        finding: `No stream was started on the route ${name}.`,
        cause: 'The run ended before its turn came, or its load was empty.',
        nextStep: 'Give the run more time or more streams.',
      }),
    )
}

export function badLinesDoubt(sources: Sources): Doubt | undefined {
  const { badRecordLines, badTruthLines = 0, tornRecordLine, badRecordExamples } = sources
  const bad = badRecordLines + badTruthLines
  if (bad === 0 && !tornRecordLine) return undefined
  const example = badRecordExamples[0]
  const first = example === undefined ? '' : ` First: line ${example.line}, ${example.problem}.`
  const torn = tornRecordLine ? ['The last line of the records is torn.'] : []
  const unread =
    bad === 0 ? [] : [`${counted(bad, 'line')} of the files could not be read.${first}`]
  return doubt('bad-lines', {
    finding: [...unread, ...torn].join(' '),
    cause: 'The file was cut off or changed; the streams of those lines are in no figure.',
    nextStep: 'Compare the number of streams with what the run should have started.',
  })
}

export function recordsMissingDoubt({
  endRecords,
  recordLines,
  tornRecordLine,
}: Sources): Doubt | undefined {
  const found = recordLines - 1 - (tornRecordLine ? 1 : 0)
  if (endRecords === undefined || endRecords === found) return undefined
  return doubt('records-missing', {
    finding: `The end line counts ${whole(endRecords)} records, the file has ${whole(found)}.`,
    cause: 'Lines were lost or added after the run.',
    nextStep: 'Do not judge by this file; run again.',
  })
}

const sentence = (text: string): string => (/[.!?\u2026]$/u.test(text) ? text : `${text}.`)

type Wording = Pick<Doubt, 'finding' | 'cause' | 'nextStep'>

const doubt = (code: Doubt['code'], wording: Wording): Doubt => ({ code, ...wording, unfit: false })
