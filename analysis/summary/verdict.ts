export type GateDecision = 'pass' | 'fail' | 'undecided' | 'unfit'

/** What a count is a count of. */
export type CountUnit = 'streams' | 'tokens' | 'characters' | 'starts' | 'findings'

export interface WorstStream {
  readonly stream: string
  /** In the gate's unit; absent when the stream has no such value. */
  readonly value?: number
}

/** One limit for one scenario and route. */
export interface Gate {
  readonly name: string
  /** As the user wrote it. */
  readonly text: string
  readonly scenario: string
  readonly route: string
  readonly kind: 'counts' | 'times'
  /** `times` is a ratio to a baseline. */
  readonly unit: 'ms' | 'tokens/s' | 'ratio' | 'times' | CountUnit
  readonly limit: number
  /** The figure in question; absent when it is a stream without a value. */
  readonly found?: number
  readonly low?: number
  readonly high?: number
  readonly decision: GateDecision
  /** What was found, in words, where the figure alone does not say it. */
  readonly detail?: string
  readonly streams: number
  readonly misses: number
  /** With as many misses, so many streams would have been a pass. */
  readonly needs?: number
  /** On a failure, the worst streams first. */
  readonly worst: readonly WorstStream[]
}

export type VerdictResult = 'pass' | 'fail' | 'inconclusive' | 'invalid'

export interface Verdict {
  readonly result: VerdictResult
  readonly exitCode: 0 | 1 | 4 | 5 | 6 | 99 | 130 | 143
  readonly sentence: string
  readonly gates: readonly Gate[]
}
