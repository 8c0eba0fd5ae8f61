/** Every doubt there is; a new one needs a name here and a wording in doubts/. */
export const DOUBT_CODES = [
  'own-lag',
  'start-delay',
  'client-cpu',
  'throttled',
  'run-killed',
  'run-cut-short',
  'harness-cut',
  'parts-missing',
  'parts-apart',
  'dropped-starts',
  'route-skipped',
  'route-dropped',
  'route-unmeasured',
  'too-few-samples',
  'bad-lines',
  'records-missing',
  'mock-late',
  'unstable',
  'not-steady',
  'littles-law',
  'coalesced',
  'read-stamps',
  'clock-step',
  'resent',
  'truth-missing',
  'usage-not-accepted',
  'target-rejected',
  'remote-write-lost',
] as const
export type DoubtCode = (typeof DOUBT_CODES)[number]

/** A reason to believe less: what was found, why it matters or where it comes from, what to do next. */
export interface Doubt {
  readonly code: DoubtCode
  readonly finding: string
  readonly cause: string
  readonly nextStep: string
  /** The client was not fit to measure: every figure in milliseconds is marked and no gate is judged by one. */
  readonly unfit: boolean
}
