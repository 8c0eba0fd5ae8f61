import type { NamedProfile, Profile } from './profile.ts'
import type { Quantiles } from './quantiles.ts'

const PERCENTILES = [0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.9, 100]
const table = (...values: readonly number[]): Quantiles => ({ percentiles: PERCENTILES, values })
const inner = (...values: readonly number[]): Quantiles => ({
  percentiles: PERCENTILES.slice(1, -1),
  values,
})

const STEADY: Profile = { ttftMs: 200, prefillMs: 0, gapMs: 20, gapCv: 0, tokens: 64, faults: [] }
const LIVE: Profile = { ...STEADY, ttftMs: 100, gapCv: 0.3 }

/**
 * Lengths are quantile tables of published traces (docs/mock.md names them); times are illustrative, not measured on any
 * server.
 */
export const PROFILES: readonly NamedProfile[] = [
  {
    name: 'steady',
    shows: 'the default: 64 tokens, 200 ms to the first, 20 ms apart, always the same',
    profile: STEADY,
  },
  {
    name: 'chat',
    shows: 'lengths of a conversation service (Azure 2023), 100 ms and prefill, gaps around 20 ms',
    profile: {
      ...LIVE,
      prefillMs: 0.1,
      input: table(
        2,
        29,
        181,
        207,
        387,
        403,
        703,
        1020,
        1071,
        1130,
        1315,
        2734,
        4083,
        4142,
        6179,
        14_050,
      ),
      tokens: table(7, 16, 41, 54, 77, 91, 103, 129, 177, 384, 400, 424, 451, 601, 954, 1000),
    },
  },
  {
    name: 'code',
    shows:
      'lengths of a code completion service (Azure 2023): long input, short answers, 12 ms apart',
    profile: {
      ...LIVE,
      prefillMs: 0.1,
      gapMs: 12,
      input: table(
        3,
        17,
        75,
        147,
        386,
        770,
        1075,
        1469,
        1909,
        2433,
        3192,
        5188,
        7303,
        7436,
        7437,
        7437,
      ),
      tokens: table(6, 6, 6, 7, 8, 9, 11, 13, 16, 20, 29, 55, 90, 251, 825, 1899),
    },
  },
  {
    name: 'reasoning',
    shows:
      'lengths of a reasoning model (ServeGen): long answers, most of them thinking, 15 ms apart',
    profile: {
      ...LIVE,
      prefillMs: 0.15,
      gapMs: 15,
      input: inner(9, 13, 18, 29, 57, 113, 208, 266, 406, 748, 2092, 6714, 23_423, 33_783),
      tokens: inner(
        141,
        225,
        287,
        387,
        470,
        582,
        792,
        1104,
        1367,
        1680,
        3432,
        5701,
        12_607,
        20_833,
      ),
      reasoning: inner(
        0.26,
        0.32,
        0.36,
        0.44,
        0.57,
        0.69,
        0.76,
        0.82,
        0.87,
        0.92,
        0.95,
        0.97,
        0.99,
        0.998,
      ),
    },
  },
  {
    name: 'multi-turn',
    shows: 'lengths of long conversations (Mooncake): input in the thousands, rare stalls',
    profile: {
      ...LIVE,
      prefillMs: 0.05,
      input: table(
        891,
        894,
        901,
        964,
        1662,
        3263,
        4993,
        6909,
        9570,
        13_196,
        17_869,
        27_367,
        39_550,
        85_400,
        121_301,
        126_195,
      ),
      tokens: table(1, 3, 10, 24, 100, 213, 291, 350, 399, 447, 504, 597, 698, 1119, 2000, 2000),
      stalls: { perThousand: 2, leastMs: 100, mostMs: 500 },
    },
  },
  {
    name: 'lumpy',
    shows: 'as steady, four tokens at a time: a server with speculative decoding',
    profile: { ...STEADY, lumpSize: 4 },
  },
  {
    name: 'flaky',
    shows: 'as steady, and one request in twenty fails: cut, stalled, an error within, 503',
    profile: {
      ...STEADY,
      faults: [
        { type: 'status', code: 503, retryAfterS: 1, rate: 0.0125 },
        { type: 'error', afterTokens: 20, kind: 'server_error', rate: 0.0125 },
        { type: 'cut', afterTokens: 30, how: 'reset', rate: 0.0125 },
        { type: 'stall', afterTokens: 10, forMs: 2_000, rate: 0.0125 },
      ],
    },
  },
  {
    name: 'busy',
    shows: 'as steady, 32 answers at a time: 64 more wait, the rest get 503; slower from 16 on',
    profile: {
      ...STEADY,
      load: { slots: 32, queue: 64, refuseWith: 503, retryAfterS: 1, knee: 16 },
    },
  },
  {
    name: 'limited',
    shows: 'as steady, with a rate limit of 600 requests and 60,000 tokens a minute (429)',
    profile: { ...STEADY, load: { requestsPerMinute: 600, tokensPerMinute: 60_000 } },
  },
]

/** The profile of that name; undefined if there is none. */
export const profileNamed = (name: string): NamedProfile | undefined =>
  PROFILES.find((profile) => profile.name === name)
