import type { RunInfo } from '../../core/run-info.ts'
import type { Finding } from '../../core/finding.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Part } from '../summary/summary.ts'
import type { Gate, Verdict } from '../summary/verdict.ts'
import type { BaselineFigure } from './baseline.ts'

export const GATE_REPORT_VERSION = 1

/** The earlier run, and what became of each metric. */
export interface BaselineReport {
  readonly run: string
  readonly startedAt: string
  /** Its folders. */
  readonly names: readonly string[]
  /** Worse metrics fail; else they are only shown. */
  readonly fails: boolean
  readonly fit: boolean
  /** What the two runs were told, or ran on, differently: `rate is "20/s", was "50/s"`. */
  readonly differences: readonly string[]
  readonly figures: readonly BaselineFigure[]
}

/** What a policy makes of a finished run. */
export interface GateReport {
  readonly v: typeof GATE_REPORT_VERSION
  /** Its file, or `default`. */
  readonly policy: string
  readonly verdict: Verdict
  /** Limits that are shown and never fail. */
  readonly advice: readonly Gate[]
  readonly baseline?: BaselineReport
  /** Rules that spoke of nothing in this run. */
  readonly notes: readonly string[]
  readonly fit: boolean
  readonly findings: readonly Finding[]
  readonly doubts: readonly Doubt[]
  readonly run: RunInfo
  readonly parts?: readonly Part[]
}
