import type { SloName } from './slo.ts'

/**
 * The sides of a comparison, as the routes of its records are called: A, B, and A once more under the name of A2, by which the
 * comparison proves that it finds no difference where there is none.
 */
export const SIDES = { a: 'A', b: 'B', control: 'A2' } as const

/** Fewer cannot decide: with n pairs the smallest p-value is 2^(1-n), and Holm's correction needs it small. */
export const FEWEST_PAIRS = 10

/** One figure of a comparison, by the names of an SLO: `ttft:p50`, `completion`. */
export interface ComparedMetric {
  readonly name: SloName
  /** 0..1, over the streams of a block; absent for `completion`. */
  readonly percentile?: number
  /** Differences up to this count as none: a part of the value (0.05 is 5 %); for `completion` of all streams. */
  readonly delta: number
}

/** What `streamgauge compare` was asked to compare, in `run.json`. */
export interface CompareInfo {
  /** As the user named them, without secrets. */
  readonly a: string
  readonly b: string
  readonly pairs: number
  readonly metrics: readonly ComparedMetric[]
}

/** `ttft:p50`, `ttft:p99.9`, `completion`. */
export const comparedName = ({ name, percentile }: Omit<ComparedMetric, 'delta'>): string =>
  percentile === undefined ? name : `${name}:p${Number((percentile * 100).toPrecision(6))}`

/** What is compared unless asked otherwise. */
export const DEFAULT_METRICS: readonly Omit<ComparedMetric, 'delta'>[] = [
  { name: 'ttft', percentile: 0.5 },
  { name: 'ttft', percentile: 0.95 },
  { name: 'gap', percentile: 0.5 },
  { name: 'gap', percentile: 0.95 },
  { name: 'tpot', percentile: 0.5 },
  { name: 'e2e', percentile: 0.5 },
  { name: 'tps', percentile: 0.5 },
  { name: 'completion' },
]

/** 5 % for a median, 10 % up to p95, 20 % beyond, since tails are noisier; one stream in a hundred for `completion`. */
export function defaultDelta({ percentile }: Omit<ComparedMetric, 'delta'>): number {
  if (percentile === undefined) return 0.01
  if (percentile <= 0.5) return 0.05
  return percentile <= 0.95 ? 0.1 : 0.2
}
