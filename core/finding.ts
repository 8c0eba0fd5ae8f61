/** Every fault that a detector can name; docs/detectors.md says how each is found. */
export const FINDING_CODES = [
  'buffering',
  'buffer-size',
  'one-event-late',
  'compression',
  'idle-timeout',
  'total-timeout',
  'laundered-truncation',
  'common-mode-stall',
  'unfair-balancing',
  'reconnect-storm',
  'retry-amplification',
  'memory-absorption',
  'cancel-not-passed-on',
  'wire-corruption',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

export const FINDING_SEVERITIES = ['info', 'warning', 'error'] as const

/**
 * `error`: users meet a broken or a held back stream; `warning`: it costs money, fairness or memory, or may be meant; `info`:
 * a property worth knowing.
 */
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number]

/** A named fault of a route or an endpoint, with what speaks for it and what helps. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: FindingSeverity
  /** Absent where no scenario was run (an audit). */
  readonly scenario?: string
  readonly route: string
  /** `inside`: the mock's own log tells what was really sent; `outside`: seen from the client alone. */
  readonly view: 'inside' | 'outside'
  /** What was found, one sentence with its figures. */
  readonly what: string
  /** The figures behind it; each name carries its unit (`…Ms`, `…Bytes`, `…Ratio`; a count has none). */
  readonly evidence: Readonly<Record<string, number>>
  /** What to do, one or two sentences. */
  readonly remedy: string
}
