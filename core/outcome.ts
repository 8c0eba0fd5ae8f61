/**
 * How a stream ended: a closed union. Rules in docs/architecture.md ("Outcome, first match wins");
 * the Go ear assigns the class, the corpus in conformance/outcomes fixes it for both languages.
 */
export const OUTCOMES = [
  'complete',
  'complete_unterminated',
  'length_limited',
  'filtered',
  'truncated_clean',
  'truncated_reset',
  'error_in_band',
  'error_status',
  'not_a_stream',
  'timeout_first',
  'timeout_stall',
  'timeout_total',
  'cancelled',
  'corrupt',
  'harness_cut',
  'refused',
] as const

export type Outcome = (typeof OUTCOMES)[number]

const SUCCESS: ReadonlySet<Outcome> = new Set([
  'complete',
  'complete_unterminated',
  'length_limited',
  'filtered',
])

/** True for the four classes that count as success. */
export const isSuccess = (outcome: Outcome): boolean => SUCCESS.has(outcome)

/** One sentence for people. */
export const OUTCOME_MEANING: Readonly<Record<Outcome, string>> = {
  complete: 'finish reason and terminator seen, nothing missing',
  complete_unterminated: 'finish reason seen and a clean end, but no terminator',
  length_limited: 'ended because the token limit was reached',
  filtered: 'ended by a content filter or a refusal',
  truncated_clean: 'ended politely in the middle of the answer',
  truncated_reset: 'broken off: reset, missing last chunk or broken framing',
  error_in_band: 'an error object arrived inside a successful response',
  error_status: 'answered with an error status',
  not_a_stream: 'answered with success, but not with a stream',
  timeout_first: 'no token within the first-token limit',
  timeout_stall: 'no further content within the stall limit',
  timeout_total: 'not over within the total limit',
  cancelled: 'cancelled by us on purpose',
  corrupt: 'an event that does not parse, bad UTF-8 or tokens out of order',
  harness_cut: 'our own run ended first',
  refused: 'no connection',
}
