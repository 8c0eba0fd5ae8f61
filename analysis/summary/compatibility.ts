import type { Percentile } from './distribution.ts'

/** One figure as another tool defines it, worked out from this run's streams, in milliseconds. */
export interface CompatibleFigure {
  readonly tool: string
  /** The tool's own name for it. */
  readonly name: string
  readonly formula: string
  /** Where the tool says so. */
  readonly source: string
  /** `request`: one value a request, then over requests. `gap`: all gaps of all requests together. */
  readonly over: 'request' | 'gap'
  readonly mean: number
  readonly p50: Percentile
  readonly p99: Percentile
}
