import type { FindingCode } from '../../core/finding.ts'
import * as by from '../../analysis/detect/thresholds.ts'

const share = (ratio: number): string => `${Number((100 * ratio).toFixed(1))} %`
const seconds = (ms: number): string => `${ms / 1000} s`
const megabytes = (bytes: number): string => `${bytes / 1e6} MB`

/** What each detector decides by, with the numbers that it really uses. */
export const RULES: Readonly<Record<FindingCode, string>> = {
  buffering: `With the log: TTFT/E2E above ${by.HELD_RATIO} though at most ${by.NOT_HELD_RATIO} when sent, or a token held for ${by.LEAST_HOLD_MS} ms and ${by.LEAST_HOLD_GAPS} mean gaps, and at most ${share(by.MOST_BURSTS_RATIO)} of the bursts that were sent. Else against the direct route by the same ratios; with neither only answers of ${by.BLIND_EVENTS} events and ${seconds(by.BLIND_E2E_MS)}. At least ${share(by.UNTIL_CLOSE_RATIO)} in the last burst: until the close, else saw-tooth (A1, A4-A7).`,
  'buffer-size':
    'Streams of several `padBytes`: between the longest events that are held back and the shortest that are not lies the buffer (A1).',
  'one-event-late': `At least ${share(by.LATE_BY_ONE_RATIO)} of the tokens before a pause arrive with the next one, yet one by one; or, in a two-event probe, a silence before the second event and none after it (A3).`,
  compression: `The body is smaller than the shortest uncompressed events that carry its text; error where TTFT/E2E is above ${by.HELD_RATIO} (A2).`,
  'idle-timeout': `${by.LEAST_DEATHS} cut streams or 504s, not cut by the server, after one and the same silence: coefficient of variation below ${share(by.MOST_AGE_CV)}, or all within ${by.TIMER_GRAIN_MS} ms. Known limits name their usual owners (B1, B2, B5).`,
  'total-timeout':
    'The same for the age of the stream, where the silence does not explain it (B3).',
  'laundered-truncation': 'The log says cut, the client saw a whole answer (E1).',
  'common-mode-stall': `At least ${share(by.STALLED_RATIO)} of ${by.LEAST_ACTIVE_STREAMS} or more open streams are silent together for ${by.LEAST_STALL_MS} ms, though their own median gap is below ${by.MOST_MEDIAN_GAP_MS} ms; not while the canary was silent, nor where our own reader was ${by.MOST_OWN_LAG_MS} ms late (G1, G2).`,
  'unfair-balancing': `Jain's index of streams in flight an instance below ${by.LEAST_JAIN}, if chance gives as much in fewer than ${share(by.UNEVEN_CHANCE)} of cases (F4).`,
  'reconnect-storm': `${by.LEAST_STORM} further attempts within ${by.STORM_WINDOW_MS} ms, and ${by.LEAST_STORM_RATIO} times the mean of all starts (E4, F6).`,
  'retry-amplification': `Attempts at the server at least ${by.MOST_AMPLIFICATION} times the requests: retries of the client, and lines of the log with the same request id (E3, E4).`,
  'memory-absorption': `Of answers of ${megabytes(by.LEAST_ANSWER_BYTES)} to slow readers at least ${share(by.GROWTH_RATIO)} is taken in by the way; less is a bounded buffer, and its size an info (D1).`,
  'cancel-not-passed-on': `Tokens written more than ${by.CANCEL_GRACE_MS} ms after the client had left; clients that vanish without a word are left out (C1-C4).`,
  'wire-corruption':
    'Events that cannot be read, tokens missing, doubled, exchanged or foreign, U+FFFD in the text, or a whole text that the direct route does not have (E3, E5-E7).',
}
