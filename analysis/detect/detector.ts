import type { Finding, FindingCode } from '../../core/finding.ts'
import type { GroupEvidence } from './group-evidence.ts'

/** All that a detector looks at: one group, the direct route of the same scenario, and what holds for the whole run. */
export interface Observation {
  readonly group: GroupEvidence
  /** The direct route, where it is another group than this one. */
  readonly direct?: GroupEvidence
  /** All groups of the same scenario over the same route, this one too: kinds of streams are groups of their own. */
  readonly kin: readonly GroupEvidence[]
  /** Server instances that there are, where it is known; those that answered may be fewer. */
  readonly serverInstances?: number
  /** Silences of the canary, far above its own pace, as `[from, to]`: then the client itself stood still. */
  readonly ownStalls: readonly (readonly [number, number])[]
  /** Lines of the mock's log that belong to streams of this group but to no record of their own: further attempts. */
  readonly furtherAttempts: number
}

/** A detector: from what was observed to what it found; a pure function. */
export type Detector = (observation: Observation) => readonly Finding[]

/** A finding about a group. */
export const findingOn = (
  { scenario, route }: GroupEvidence,
  code: FindingCode,
  rest: Omit<Finding, 'code' | 'scenario' | 'route'>,
): Finding => ({ code, scenario, route, ...rest })
