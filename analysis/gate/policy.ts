import { type ComparedMetric, DEFAULT_METRICS, defaultDelta } from '../../core/compare-info.ts'
import { OUTCOMES, type Outcome } from '../../core/outcome.ts'
import type { RunInfo } from '../../core/run-info.ts'
import type { Slo } from '../../core/slo.ts'
import type { CountUnit } from '../summary/verdict.ts'

/** Exact counts that a policy can limit, with what each is a count of. */
export const COUNTS = {
  failures: { unit: 'streams', shows: 'streams that did not succeed' },
  duplicates: { unit: 'tokens', shows: 'tokens that arrived twice (stamped tokens only)' },
  missing: { unit: 'tokens', shows: 'tokens that were left out (stamped tokens only)' },
  reordered: { unit: 'tokens', shows: 'tokens that arrived out of order (stamped tokens only)' },
  foreign: { unit: 'tokens', shows: "tokens of another stream's answer (stamped tokens only)" },
  replacementCharacters: { unit: 'characters', shows: 'characters replaced by U+FFFD' },
  tokensAfterCancel: {
    unit: 'tokens',
    shows: 'tokens that the mock still sent well after the client had cancelled',
  },
  retries: { unit: 'streams', shows: 'streams that were a further attempt' },
  findings: { unit: 'findings', shows: 'findings of severity error' },
} as const satisfies Readonly<Record<string, { readonly unit: CountUnit; readonly shows: string }>>

export type CountName = keyof typeof COUNTS | `outcomes.${Outcome}`

/** Every name that `counts` of a policy takes. */
export const COUNT_NAMES: readonly CountName[] = [
  ...OUTCOMES.map((outcome) => `outcomes.${outcome}` as const),
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a constant
  ...(Object.keys(COUNTS) as (keyof typeof COUNTS)[]),
]

/** At most so many; `any` lifts a limit that holds everywhere else. */
export interface CountRule {
  readonly name: CountName
  readonly atMost: number | 'any'
}

/** Exact counts and statistical limits. */
export interface Limits {
  readonly counts: readonly CountRule[]
  readonly limits: readonly Slo[]
}

export interface Rules extends Limits {
  /** Streams that count, at least: fewer decide nothing. */
  readonly samples?: number
  /** The completion ratio, at least; absent where `limits` names completion, and for `none`. */
  readonly completion?: number | 'none'
  /** Shown, never failing. */
  readonly advisory: Limits
}

/** Rules for some scenarios and routes, in place of the general ones of the same name. */
export interface Scope extends Rules {
  /** A scenario, or one kind of its streams (`transports/sse`). */
  readonly scenario?: string
  readonly route?: string
}

/** How much worse than its baseline a run may be. */
export interface BaselineRules {
  /** Otherwise it is advice: one run against an earlier one tells the change from the day it ran on badly. */
  readonly fails: boolean
  readonly metrics: readonly ComparedMetric[]
}

/** What a finished run has to keep. */
export interface Policy extends Rules {
  /** The file, or `default`. */
  readonly name: string
  /** Intended starts that were not made, at most; a figure of the whole run. */
  readonly droppedStarts?: number
  readonly scopes: readonly Scope[]
  readonly baseline: BaselineRules
}

/** The completion ratio that is gated unless something else is asked for (contract). */
export const COMPLETION_FLOOR = 0.99

export const DEFAULT_BASELINE: BaselineRules = {
  fails: false,
  metrics: DEFAULT_METRICS.map((metric) => ({ ...metric, delta: defaultDelta(metric) })),
}

const NOTHING: Limits = { counts: [], limits: [] }

/** Without a policy: the limits that the run itself was given, and the completion ratio. */
export function defaultPolicy({ slos, completionFloor }: RunInfo): Policy {
  return {
    name: 'default',
    counts: [],
    limits: slos,
    completion: slos.some(({ name }) => name === 'completion')
      ? 'none'
      : (completionFloor ?? COMPLETION_FLOOR),
    advisory: NOTHING,
    scopes: [],
    baseline: DEFAULT_BASELINE,
  }
}
