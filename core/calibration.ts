/** One part of a calibration: what the mock serves, and what must be found again in the records. */
export interface CalibrationPhase {
  /** Scenario of the phase's records. */
  readonly name: string
  readonly shows: string
  /** Told to the mock with each request. */
  readonly mock: {
    readonly ttftMs: number
    readonly gapMs: number
    readonly tokens: number
    readonly gapCv?: number
    readonly fault?: { readonly type: string; readonly [argument: string]: string | number }
  }
  /** Its gap error decides whether the calibration is accepted. */
  readonly decides: boolean
}

/** Up to here a gap error, in milliseconds, is accepted. */
export const GAP_ERROR_LIMITS = { gapErrorP50Ms: 0.5, gapErrorP99Ms: 3 } as const

/** Streams of each phase, and how often one starts: a rate at which their tokens do not fall on the same instants. */
export const CALIBRATION_LOAD = { streams: 10, ratePerSecond: 13 } as const

/** The stall and the lump that must be found again: tokens before the stall, its length; tokens a lump. */
export const STALL = { afterTokens: 50, forMs: 500 } as const
export const LUMP = { size: 10 } as const

const TTFT_MS = 100

/** Known streams of every kind, from a slow and even one to those with a fault. */
export const CALIBRATION_PHASES: readonly CalibrationPhase[] = [
  {
    name: 'constant-50ms',
    shows: 'a token every 50 ms',
    mock: { ttftMs: TTFT_MS, gapMs: 50, tokens: 80 },
    decides: true,
  },
  {
    name: 'constant-5ms',
    shows: 'a token every 5 ms',
    mock: { ttftMs: TTFT_MS, gapMs: 5, tokens: 600 },
    decides: true,
  },
  {
    name: 'gamma-20ms',
    shows: 'gaps by a gamma distribution, 20 ms on average',
    mock: { ttftMs: TTFT_MS, gapMs: 20, tokens: 150, gapCv: 1 },
    decides: true,
  },
  {
    name: 'stall-500ms',
    shows: 'one stall of 500 ms in each stream',
    mock: { ttftMs: TTFT_MS, gapMs: 20, tokens: 100, fault: { type: 'stall', ...STALL } },
    decides: false,
  },
  {
    name: 'lump-10',
    shows: 'tokens in lumps of 10',
    mock: { ttftMs: TTFT_MS, gapMs: 20, tokens: 100, fault: { type: 'lump', ...LUMP } },
    decides: false,
  },
]

/** Tokens of a stream in it take about so long. */
const SHORT_MS = 1_000

/** Of the stage before the load of a run: the same kinds of streams, shorter, all at once. */
export const RUN_CALIBRATION: readonly CalibrationPhase[] = CALIBRATION_PHASES.map((phase) => ({
  ...phase,
  mock: { ...phase.mock, ...shortened(phase) },
}))

/** Streams of each phase in it. */
export const RUN_CALIBRATION_STREAMS = 4

/** About a second each. */
function shortened({ mock }: CalibrationPhase): Pick<CalibrationPhase['mock'], 'tokens' | 'fault'> {
  const tokens = Math.min(mock.tokens, Math.round(SHORT_MS / mock.gapMs))
  if (mock.fault?.type !== 'stall') return { tokens }
  return { tokens, fault: { ...mock.fault, afterTokens: Math.floor(tokens / 2) } }
}
