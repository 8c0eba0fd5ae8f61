import { counted, whole } from '../render/numbers.ts'
import type { Summary } from '../summary/summary.ts'
import { effectValue, intervalText, marginText } from './effect-text.ts'
import { explain } from './explain.ts'
import type { Comparison, ComparisonResult, MetricResult } from './result.ts'

/** All that the verdict of a comparison rests on. */
export interface ComparisonEvidence {
  readonly summary: Summary
  readonly metrics: readonly MetricResult[]
  /** Names of sides on which nothing streams. */
  readonly deadSides: readonly string[]
  readonly controlHolds: boolean
}

type Ruling = Comparison['verdict']
type Rule = (evidence: ComparisonEvidence) => Ruling | undefined

/** In the order of precedence of the exit codes: 130/143, 1, 4, 99 by counts, 5, 99 by times, 6, 0. */
const RULES: readonly Rule[] = [
  runWentWrong,
  sideDead,
  worseByCounts,
  unfit,
  worseByTimes,
  limitsMissed,
  controlDiffers,
  undecided,
  limitsUndecided,
]

export function decideComparison(evidence: ComparisonEvidence): Ruling {
  for (const rule of RULES) {
    const found = rule(evidence)
    if (found !== undefined) return found
  }
  return noneWorse(evidence)
}

/** Interrupted, broken, unreachable: what holds for any run. */
function runWentWrong({ summary: { verdict } }: ComparisonEvidence): Ruling | undefined {
  const { exitCode, sentence } = verdict
  if (exitCode === 130 || exitCode === 143) return ruling('inconclusive', exitCode, sentence)
  return exitCode === 1 || exitCode === 4 ? ruling('invalid', exitCode, sentence) : undefined
}

function sideDead({ deadSides }: ComparisonEvidence): Ruling | undefined {
  if (deadSides.length === 0) return undefined
  const names = deadSides.join(' and ')
  return ruling('invalid', 4, `${names}: nothing streams there, so there is nothing to compare.`)
}

function worseByCounts({ metrics }: ComparisonEvidence): Ruling | undefined {
  return worse(metrics.filter(({ kind }) => kind === 'counts'))
}

function unfit({ metrics }: ComparisonEvidence): Ruling | undefined {
  if (!metrics.some(({ reason }) => reason === 'unfit')) return undefined
  return ruling('invalid', 5, 'The client was not fit to measure times, so none is compared.')
}

function worseByTimes({ metrics }: ComparisonEvidence): Ruling | undefined {
  return worse(metrics)
}

function worse(metrics: readonly MetricResult[]): Ruling | undefined {
  const found = metrics.filter(({ verdict }) => verdict === 'worse')
  if (found.length === 0) return undefined
  return ruling('worse', 99, `B is worse than A: ${found.map(finding).join('; ')}.`)
}

/** `ttft:p50 1.102 times [1.089, 1.113], margin ±5 %`. */
function finding(metric: MetricResult): string {
  const { effect } = metric
  if (effect === undefined) return metric.metric
  const times = metric.kind === 'times' ? ' times' : ''
  return `${metric.metric} ${effectValue(metric, effect.estimate)}${times} ${intervalText(metric, effect)}, margin ${marginText(metric.delta)}`
}

function limitsMissed({ summary: { verdict } }: ComparisonEvidence): Ruling | undefined {
  return verdict.exitCode === 99 ? ruling('fail', 99, verdict.sentence) : undefined
}

function controlDiffers({ metrics, controlHolds }: ComparisonEvidence): Ruling | undefined {
  if (controlHolds) return undefined
  const found = metrics.flatMap((metric) =>
    (metric.controlVerdict === 'worse' || metric.controlVerdict === 'better') && metric.control
      ? [
          `${metric.metric} ${effectValue(metric, metric.control.estimate)} ${intervalText(metric, metric.control)}`,
        ]
      : [],
  )
  return ruling(
    'inconclusive',
    6,
    `A differs from itself (${found.join('; ')}): the machine or the target changes by itself, so nothing is concluded.`,
  )
}

function undecided({ metrics }: ComparisonEvidence): Ruling | undefined {
  const found = metrics.filter(({ verdict }) => verdict === 'inconclusive')
  const [first] = found
  if (first === undefined) return undefined
  const others = found.length > 1 ? `, and ${whole(found.length - 1)} more` : ''
  return ruling(
    'inconclusive',
    6,
    `Nothing is worse, but ${whole(found.length)} of ${counted(metrics.length, 'metric')} ${found.length === 1 ? 'is' : 'are'} undecided: ${first.metric} (${explain(first)})${others}.`,
  )
}

function limitsUndecided({ summary: { verdict } }: ComparisonEvidence): Ruling | undefined {
  if (verdict.exitCode === 5) return ruling('invalid', 5, verdict.sentence)
  return verdict.exitCode === 6 ? ruling('inconclusive', 6, verdict.sentence) : undefined
}

function noneWorse({ metrics }: ComparisonEvidence): Ruling {
  const better = metrics.filter(({ verdict }) => verdict === 'better')
  if (better.length === 0) {
    return ruling(
      'same',
      0,
      `B is the same as A in all ${counted(metrics.length, 'metric')}, each within its margin.`,
    )
  }
  return ruling(
    'better',
    0,
    `B is better than A: ${better.map(finding).join('; ')}. Nothing is worse.`,
  )
}

const ruling = (
  result: ComparisonResult,
  exitCode: Ruling['exitCode'],
  sentence: string,
): Ruling => ({ result, exitCode, sentence })
