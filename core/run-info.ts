import type { CompareInfo } from './compare-info.ts'
import type { Outcome } from './outcome.ts'
import type { StageEvent } from './stage/stage-order.ts'
import type { Slo } from './slo.ts'

/** A route as the run knew it. */
export interface RouteInfo {
  readonly name: string
  /** A sentence: what lies between client and target. */
  readonly shows: string
  /** Nothing lies between client and target, though it is not called direct: a side of a comparison. */
  readonly direct?: true
  /** Why it was not measured; absent when it was. */
  readonly skipped?: string
}

/** A doubt that only the runner can raise; others are computed from the records. */
export interface RunnerDoubt {
  readonly code:
    | 'route-skipped'
    | 'usage-not-accepted'
    | 'read-stamps'
    | 'target-rejected'
    | 'remote-write-lost'
  readonly finding: string
  readonly cause: string
  readonly nextStep: string
}

/** How the streams of a scenario, or of one kind of them, are to end where that is not success. */
export interface Expectation {
  readonly scenario: string
  readonly variant?: string
  /** Any of these is right. */
  readonly outcomes: readonly Outcome[]
}

/** `run.json`: what was asked, by which versions, on which machine, and what the processes used. No secrets. */
export interface RunInfo {
  readonly v: 1
  readonly run: string
  readonly scenarios: readonly string[]
  /** `mock` or the URL's origin. */
  readonly target: string
  readonly dialect: string
  readonly routes: readonly RouteInfo[]
  readonly seed: number
  /** RFC 3339. */
  readonly startedAt: string
  readonly endedAt?: string
  readonly commandLine: readonly string[]
  /** Every option of the run, resolved. */
  readonly config: Readonly<Record<string, unknown>>
  readonly slos: readonly Slo[]
  /** The completion ratio that is gated besides the SLOs; absent when an SLO names it or there is none. */
  readonly completionFloor?: number
  /** For these streams they stand in for the completion ratio. */
  readonly expectations?: readonly Expectation[]
  readonly versions: Readonly<Record<string, string>>
  readonly machine: {
    readonly os: string
    readonly kernel: string
    readonly arch: string
    readonly cpuModel: string
    readonly cpus: number
    readonly memoryBytes: number
  }
  readonly client?: {
    /** CPU seconds (user and system) of the k6 process, and how long it ran. */
    readonly cpuSeconds: number
    readonly wallSeconds: number
    /** Cores the client may use (affinity and cgroup quota). */
    readonly cpuAllowance: number
    /** The most resident memory that it had; absent where the system does not tell. */
    readonly peakMemoryBytes?: number
    /** Scheduling periods in which the cgroup was throttled during the run; absent if unknown. */
    readonly throttledPeriods?: number
    readonly exitCode?: number
  }
  /** Instances that a route leads to, and the CPU seconds of all together. */
  readonly mock?: { readonly instances: number; readonly cpuSeconds: number }
  readonly nginx?: { readonly cpuSeconds: number }
  readonly droppedStarts?: number
  /** What was done to the target while the load was on. */
  readonly events?: readonly StageEvent[]
  /** What was compared, where this is a run of `streamgauge compare`. */
  readonly compare?: CompareInfo
  readonly doubts: readonly RunnerDoubt[]
  /** Signal that ended the run early. */
  readonly signal?: 'SIGINT' | 'SIGTERM'
}
