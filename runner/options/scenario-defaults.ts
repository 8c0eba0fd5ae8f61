/** A scenario as the command line knows it: what it shows, and its load where the user gives none. */
export interface ScenarioDefaults {
  readonly name: string
  /** A sentence for `list`. */
  readonly shows: string
  /** About how long it takes against the mock, both routes, with these defaults. */
  readonly seconds: number
  readonly ratePerSecond: number
  /** Bounds the starts of each route. */
  readonly durationMs: number
  readonly warmupMs: number
  /** Names that `--set` takes. */
  readonly knobs: readonly string[]
}

export const SCENARIOS: readonly ScenarioDefaults[] = [
  {
    name: 'quick',
    shows: 'the first look: a steady load on every route in turn, every headline figure',
    seconds: 65,
    ratePerSecond: 50,
    durationMs: 20_000,
    warmupMs: 2_000,
    knobs: [],
  },
  {
    name: 'baseline',
    shows: 'a steady load, open loop (--rate) or closed loop (--concurrency)',
    seconds: 80,
    ratePerSecond: 20,
    durationMs: 30_000,
    warmupMs: 5_000,
    knobs: [],
  },
]

export const scenarioNamed = (name: string): ScenarioDefaults | undefined =>
  SCENARIOS.find((scenario) => scenario.name === name)

/**
 * `quick` against a target that is not this machine: few streams and short answers, since somebody else serves them and
 * somebody may pay for them.
 */
export const REMOTE_QUICK = { streams: 60, ratePerSecond: 2, maxTokens: 128 } as const
