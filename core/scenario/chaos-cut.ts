import type { Outcome } from '../outcome.ts'
import type { Scenario, Variant } from './scenario.ts'

/** Tokens before the fault. */
const AFTER = 10

type Fault = Readonly<Record<string, unknown>>

const broken = (
  name: string,
  shows: string,
  fault: Fault,
  ...expects: readonly Outcome[]
): Variant => ({
  name,
  shows,
  mock: { fault },
  expects,
})

const cut = (how: string, shows: string, expects: Outcome): Variant =>
  broken(`cut-${how}`, shows, { type: 'cut', afterTokens: AFTER, how }, expects)

/** Every way in which a stream can break, beside streams that do not. */
const VARIANTS: readonly Variant[] = [
  { name: 'whole', shows: 'nothing is broken' },
  cut('clean', 'a polite end in the middle', 'truncated_clean'),
  cut('reset', 'a TCP reset', 'truncated_reset'),
  cut('mid-event', 'an end within an event', 'truncated_clean'),
  cut('mid-char', 'an end within a character', 'truncated_clean'),
  cut('no-last-chunk', 'the connection closes without the last chunk', 'truncated_reset'),
  broken(
    'no-terminator',
    'all tokens, but no terminator',
    { type: 'no-terminator' },
    'truncated_clean',
    // Where the dialect has a finish reason.
    'complete_unterminated',
  ),
  broken(
    'error',
    'an error within a 200',
    { type: 'error', afterTokens: AFTER, kind: 'overloaded' },
    'error_in_band',
  ),
  broken('status', 'a 503', { type: 'status', code: 503 }, 'error_status'),
  broken('duplicate', 'a token twice', { type: 'duplicate' }, 'corrupt'),
  broken('drop', 'a token left out', { type: 'drop' }, 'corrupt'),
  broken('reorder', 'two tokens in the wrong order', { type: 'reorder' }, 'corrupt'),
  broken('foreign', 'a token of another stream', { type: 'foreign' }, 'corrupt'),
  broken('malformed', 'an event that does not parse', { type: 'malformed' }, 'corrupt'),
  broken('bad-utf8', 'bytes that are no UTF-8', { type: 'bad-utf8' }, 'corrupt'),
]

export const chaosCut: Scenario = {
  name: 'chaos-cut',
  shows: 'streams broken in every way, beside whole ones: each must be told for what it is',
  seconds: 60,
  warmupMs: 0,
  knobs: {},
  mockOnly: true,
  parts: () => ({
    ratePerSecond: 30,
    streams: 40 * VARIANTS.length,
    serve: { ttftMs: 50, gapMs: 10, tokens: 40 },
    variants: VARIANTS.map((variant) => ({
      ...variant,
      // By the stamps the ear knows which token each event brings.
      mock: { stamp: true, ...variant.mock },
    })),
  }),
}
