import type { FaultSpec } from '../plan/faults.ts'
import type { Pace } from './pace.ts'
import type { Quantiles } from './quantiles.ts'

/** What the mock serves, as data. Every length is drawn for each request from (seed, key). */
export interface Profile {
  /** Arrival to the first token, less the prefill. */
  readonly ttftMs: number | Quantiles
  /** Added to it for each input token. */
  readonly prefillMs: number
  /** Length of the input; the request's own (bytes / 4) where absent. */
  readonly input?: Quantiles | undefined
  /** Mean of the gaps. */
  readonly gapMs: number
  /** Coefficient of variation of the gaps; 0 is constant. */
  readonly gapCv: number
  /** A measured pace, instead of the two above. */
  readonly pace?: Pace | undefined
  readonly tokens: number | Quantiles
  /** Share of the tokens that are reasoning. */
  readonly reasoning?: number | Quantiles | undefined
  /** Tokens that leave together; 1 or absent is each by itself. */
  readonly lumpSize?: number | undefined
  readonly stalls?: Stalls | undefined
  readonly faults: readonly FaultSpec[]
  /** At most one of these hits a request, by one draw: `rate` is the share of all requests that it hits. */
  readonly failures?: readonly FaultSpec[] | undefined
  readonly load?: LoadModel | undefined
}

/** Silences within answers. */
export interface Stalls {
  /** How many in a thousand tokens. */
  readonly perThousand: number
  /** Drawn evenly between the two. */
  readonly leastMs: number
  readonly mostMs: number
}

/** What depends on other requests; everything absent is off. */
export interface LoadModel {
  /** Answers generated at a time; more wait. */
  readonly slots?: number | undefined
  /** Requests that may wait; more are refused. */
  readonly queue?: number | undefined
  readonly refuseWith?: 429 | 503 | undefined
  readonly retryAfterS?: number | undefined
  /** From so many answers at a time on, gaps grow: by 1 for each further knee begun (batch steps). */
  readonly knee?: number | undefined
  readonly requestsPerMinute?: number | undefined
  readonly tokensPerMinute?: number | undefined
}

/** A profile that ships with the mock. */
export interface NamedProfile {
  readonly name: string
  readonly shows: string
  readonly profile: Profile
}
