import type { Outcome } from '../../core/outcome.ts'
import type { CompatibleFigure } from './compatibility.ts'
import type { Distribution, GapDistribution } from './distribution.ts'
import type { Goodput } from './goodput.ts'
import type { ReaderFigures } from './smoothness.ts'
import type { SteadyState } from './steady-state.ts'

/** How many streams ended in one class, with one of those with the commonest error as an example. */
export interface OutcomeCount {
  readonly outcome: Outcome
  readonly count: number
  readonly success: boolean
  readonly example: OutcomeExample
}

export interface OutcomeExample {
  readonly stream: string
  readonly status?: number
  readonly finishReason?: string
  readonly errorPhase?: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly tokens: number
  readonly endMs: number
}

/** Little's law over the steady window: mean concurrency L against arrival rate times mean duration. */
export interface LittlesLaw {
  readonly concurrencyStreams: number
  readonly arrivalsPerSecond: number
  readonly meanDurationMs: number
  /** |L - lambda·W| / L. */
  readonly deviationRatio: number
  /** Deviation that chance alone explains (three standard errors). */
  readonly chanceRatio: number
}

/** What the load did while it was on. */
export interface Throughput {
  /** Time over which the rates below are taken. */
  readonly windowS: number
  /** The window leaves out filling and emptying; false where the load was too short for that. */
  readonly steady: boolean
  readonly startsPerSecond: number
  readonly tokensPerSecond: number
  readonly meanConcurrencyStreams: number
  readonly peakConcurrencyStreams: number
  readonly littlesLaw?: LittlesLaw
}

/** Streams of a closed loop's ramp, also part of every count and figure. */
export interface RampFigures {
  readonly streams: number
  readonly ttftMs?: Distribution
  readonly e2eMs?: Distribution
}

/** The measured streams of one scenario over one route; warm-up and probes are left out of all but their own counts. */
export interface Group {
  readonly scenario: string
  readonly route: string
  readonly startedStreams: number
  readonly successStreams: number
  readonly cancelledStreams: number
  readonly harnessCutStreams: number
  /** Started less cancelled, and less harness_cut after a signal or an abort: what the ratio is of. */
  readonly countedStreams: number
  /** Success over counted; absent when no stream counts. */
  readonly completionRatio?: number
  /** Its 95 % interval (Wilson). */
  readonly completionLowRatio?: number
  readonly completionHighRatio?: number
  readonly outcomes: readonly OutcomeCount[]
  readonly warmupStreams: number
  readonly probeStreams: number
  readonly ttftMs?: Distribution
  /** From the moment the request was sent: what waiting before it hides. */
  readonly ttftFromSendMs?: Distribution
  readonly ttfaMs?: Distribution
  readonly gapMs?: GapDistribution
  /** The same gaps with every stream weighing the same, however many it has; `count` is that of streams. */
  readonly gapByStreamMs?: Distribution
  /** Over streams: each stream's own p95 gap. */
  readonly streamGapP95Ms?: Distribution
  readonly tpotMs?: Distribution
  /** Of streams that succeeded. */
  readonly e2eMs?: Distribution
  /** Of streams that succeeded: e2e over tokens, what some tools call inter-token latency. */
  readonly e2ePerTokenMs?: Distribution
  readonly startDelayMs?: Distribution
  /** Of streams that succeeded: tokens over e2e, per stream. */
  readonly tokensPerSecond?: Distribution
  readonly tokens: number
  readonly tokenSources: Readonly<Record<string, number>>
  readonly throughput?: Throughput
  /** Absent where no SLO limits a figure of single streams. */
  readonly goodput?: Goodput
  readonly steadyState?: SteadyState
  /** Playout to each reader; absent where no stream has two content events in a known order. */
  readonly readers?: readonly ReaderFigures[]
  /** The same streams as other tools define their figures. */
  readonly compatibility: readonly CompatibleFigure[]
  readonly contentEvents: number
  readonly coalescedEvents: number
  readonly coalescedRatio: number
  readonly kernelStampedStreams: number
  readonly readStampedStreams: number
  readonly ownLagP99Ms?: number
  readonly instances: Readonly<Record<string, number>>
  readonly ramp?: RampFigures
}
