import { quantile } from '../stats/quantile.ts'
import { sortSamples } from '../stats/sorted-samples.ts'
import type { Trace } from './trace.ts'

/** Tokens of the prompts or of the answers that a workload asks for. */
export interface RealisedLengths {
  readonly mean: number
  readonly p50: number
  readonly p99: number
}

/** What a generated workload came to, so that a third party can check it. */
export interface Realised {
  readonly rows: number
  readonly inputTokens: RealisedLengths
  readonly outputTokens: RealisedLengths
  /** Starts over the time from the first to the last; absent for a single instant. */
  readonly ratePerSecond?: number
  /** Coefficient of variation of the gaps between starts: standard deviation (n) over mean. */
  readonly gapCv?: number
}

/** Of a trace's played part. Numbers are rounded to six digits. */
export function realised({ atMs, inputTokens, outputTokens }: Trace): Realised {
  const gaps = atMs.slice(1).map((at, i) => at - atMs[i]!)
  const meanMs = mean(gaps)
  const cv = Math.sqrt(mean(gaps.map((gap) => (gap - meanMs) ** 2))) / meanMs
  return {
    rows: atMs.length,
    inputTokens: lengthsOf(inputTokens),
    outputTokens: lengthsOf(outputTokens),
    ...(meanMs > 0 && { ratePerSecond: rounded(1_000 / meanMs), gapCv: rounded(cv) }),
  }
}

function lengthsOf(tokens: readonly number[]): RealisedLengths {
  const sorted = sortSamples(tokens)
  const at = (p: number): number => rounded(quantile(sorted, p) ?? 0)
  return { mean: rounded(mean(tokens)), p50: at(0.5), p99: at(0.99) }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length

const rounded = (value: number): number => Number(value.toPrecision(6))
