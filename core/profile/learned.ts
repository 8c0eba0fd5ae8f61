import type { Outcome } from '../outcome.ts'
import type { Profile } from './profile.ts'

/** Where a learned profile comes from, and what it rests on. Nothing is served by it. */
export interface Learned {
  /** Id of the run that was learned from. */
  readonly run: string
  /** RFC 3339. */
  readonly startedAt: string
  /** `mock` or the URL's origin. */
  readonly target: string
  readonly dialect: string
  /** The scenario, with the kind of its streams after a slash where it has several, and the route. */
  readonly scenario: string
  readonly route: string
  /** Version of streamgauge. */
  readonly by?: string
  readonly samples: LearnedSamples
  /** All streams, by how they ended. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** What the profile does not do as the endpoint did, a sentence each. */
  readonly limits: readonly string[]
}

/** How many samples each table was made of. */
export interface LearnedSamples {
  readonly streams: number
  readonly ttft: number
  readonly gaps: number
  readonly lengths: number
  readonly failures: number
}

/** A profile as `streamgauge learn` writes it. */
export interface LearnedProfile extends Profile {
  readonly v: 1
  readonly learned: Learned
}
