import type { Arrivals } from '../../core/arrivals.ts'
import type { CompareInfo } from '../../core/compare-info.ts'
import type { Dialect } from '../../core/dialect/dialect.ts'
import type { VariantSpec } from '../../core/load-spec.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { RouteInfo } from '../../core/run-info.ts'
import type { Segment } from '../../core/schedule/segment.ts'
import type { KnobValues } from '../../core/scenario/scenario.ts'
import type { Slo } from '../../core/slo.ts'
import type { Trace } from '../../core/workload/trace.ts'
import type { WorkloadInfo } from '../../core/workload/workload-info.ts'
import type { RemoteWrite } from '../prometheus/remote-write.ts'

/** What a run is to do, every option resolved: the door's result as the run needs it. */
export interface RunPlan {
  readonly scenarios: readonly ScenarioPlan[]
  readonly target:
    | { readonly kind: 'mock' }
    | {
        readonly kind: 'url'
        /** Whole URL of the endpoint, path included, without user information. */
        readonly url: string
        readonly origin: string
        readonly loopback: boolean
      }
  readonly routes: readonly RoutePlan[]
  readonly dialect: Dialect
  readonly method: 'POST' | 'GET'
  /** Path of the endpoint below a base, for the mock and for nginx. */
  readonly path: string
  /** Without secrets. */
  readonly headers: Readonly<Record<string, string>>
  readonly http: '1.1' | '2'
  readonly insecure: boolean
  readonly cacert?: string
  readonly seed: number
  /** Which of several generators this is; absent: the only one. */
  readonly segment?: Segment
  readonly probe: boolean
  /** Known streams before and beside the load, from a mock of our own: they tell our error, and how it was before any load. */
  readonly canary: boolean
  readonly timeouts: {
    readonly firstMs: number
    readonly stallMs: number
    readonly totalMs: number
  }
  readonly drainMs: number
  readonly keepRaw: boolean
  /** Where metrics are written to while it runs, as the secrets' user. */
  readonly prometheus?: Pick<RemoteWrite, 'url'>
  readonly mock: MockServing
  /** Where the routes marked so lead, instead of to the target: B of a comparison, where it is another place than A. */
  readonly other?: Place
  /** What this run compares: then its routes are the sides. */
  readonly compare?: CompareInfo
  readonly slos: readonly Slo[]
  readonly completionFloor?: number
  readonly out?: string
  readonly quiet: boolean
  readonly color: boolean
  readonly json: boolean
  /** Every option as JSON, for run.json. */
  readonly config: Readonly<Record<string, unknown>>
  readonly commandLine: readonly string[]
}

/** A place that streams come from. */
export type Place = Pick<RunPlan, 'target' | 'path' | 'mock'>

export interface ScenarioPlan {
  readonly name: string
  readonly load:
    | {
        readonly kind: 'open'
        readonly ratePerSecond: number
        readonly arrivals: Arrivals
        readonly maxInFlight?: number
      }
    | { readonly kind: 'closed'; readonly concurrency: number }
  readonly durationMs?: number
  readonly streams?: number
  readonly warmupMs: number
  /** Of the run's routes those that it takes; absent: all. */
  readonly routes?: readonly string[]
  readonly knobs: KnobValues
  /** At least one. */
  readonly variants: readonly VariantPlan[]
  /** How streams are to end whose kind only the scenario's script tells. */
  readonly expects?: Readonly<Record<string, readonly Outcome[]>>
  /** Told to our mock with each request of this scenario, over what the run tells it. */
  readonly mock?: Readonly<Record<string, unknown>>
  /** When streams start and how long they are, instead of rate and arrivals. */
  readonly trace?: Trace
  /** What was generated, for run.json. */
  readonly workload?: WorkloadInfo
  /** A user's own k6 script, which is all of it: its whole path, and the path of the target's API base. */
  readonly script?: { readonly file: string; readonly basePath: string }
}

/** One kind of stream of a scenario. Headers without secrets. */
export interface VariantPlan extends Omit<VariantSpec, 'dialect' | 'ownDialect' | 'transport'> {
  readonly shows?: string
  readonly dialect: Dialect
  /** How its streams are to end, where that is not success. */
  readonly expects?: readonly Outcome[]
}

export interface RoutePlan extends Pick<RouteInfo, 'name' | 'shows'> {
  /** File in deploy/nginx; absent for the direct route. */
  readonly nginx?: string
  /** Spoken to in this version of HTTP, over TLS; absent where the run's counts. */
  readonly http?: '1.1' | '2'
  /** It leads to the run's other place. */
  readonly other?: true
  /** The user named it: then it must be measured. */
  readonly asked: boolean
}

/** What must not stand in any file or output. */
export interface Secrets {
  readonly headers: Readonly<Record<string, string>>
  readonly values: readonly string[]
  /** Who writes metrics. */
  readonly prometheus?: NonNullable<RemoteWrite['user']>
}

/** What our mock serves: with a profile, the times of its median stream. */
export interface MockServing {
  readonly ttftMs: number
  readonly gapMs: number
  readonly tokens: number
  readonly profile?: MockProfile
}

/** A profile by name or file, and which of the times and lengths the user gave besides. */
export interface MockProfile {
  /** As the user wrote it. */
  readonly name: string
  /** Whole path of a user's own. */
  readonly file?: string | undefined
  readonly given: readonly ('ttft' | 'gap' | 'tokens')[]
}
