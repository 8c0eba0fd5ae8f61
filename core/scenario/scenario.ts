import type { Arrivals } from '../arrivals.ts'
import type { Again, Cancel, SlowRead } from '../load-spec.ts'
import type { Outcome } from '../outcome.ts'
import type { Lengths } from '../workload/lengths.ts'

/** What `--set NAME=VALUE` turns: a number (with its bounds), or one of a few words. */
export type Knob = NumberKnob | WordKnob

export interface NumberKnob {
  readonly shows: string
  readonly value: number
  readonly least: number
  readonly most: number
  /** Only whole numbers. */
  readonly whole?: true
}

export interface WordKnob {
  readonly shows: string
  readonly value: string
  readonly choices: readonly string[]
}

/** The value of each knob of a scenario: the user's or the default. */
export type KnobValues = Readonly<Record<string, number | string>>

/** One kind of stream within a scenario. Those of one scenario are started in turn, in the proportion of their weights. */
export interface Variant {
  readonly name: string
  readonly shows: string
  /** Streams of this variant in one turn. Default 1. */
  readonly weight?: number
  /** Name of a shipped dialect. Default: the run's. */
  readonly dialect?: string
  /** Path below the origin, with its query. Default: the dialect's, or the run's. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Told to our mock with each request (`x-mock`), over everything else that it is told. */
  readonly mock?: Readonly<Record<string, unknown>>
  readonly read?: SlowRead
  readonly cancel?: Cancel
  readonly retry?: Again
  readonly resume?: Again
  /** In an open loop its share of the rate, by weight, comes as these say, beside the other kinds. Of all kinds or of none. */
  readonly arrivals?: Arrivals
  /** Prompts are generated to a length, and answers asked for by theirs. */
  readonly lengths?: Lengths
  /** How its streams are to end where that is not success: then these outcomes, and no others, are right. */
  readonly expects?: readonly Outcome[]
}

/** Settings that may depend on the knobs. Times in milliseconds. */
export interface ScenarioParts {
  readonly variants?: readonly Variant[]
  /** As `expects` of a variant, for kinds of streams that only the scenario's script tells apart. */
  readonly expects?: Readonly<Record<string, readonly Outcome[]>>
  readonly arrivals?: Arrivals
  /** Streams per second of an open loop. */
  readonly ratePerSecond?: number
  /** Open streams of a closed loop, instead of a rate. */
  readonly concurrency?: number
  /** Bounds the starts of each route. */
  readonly durationMs?: number
  /** Streams of each route. */
  readonly streams?: number
  /** What the mock serves where the user says nothing. */
  readonly serve?: Readonly<Partial<Record<'ttftMs' | 'gapMs' | 'tokens', number>>>
}

/** A scenario: what the runner has to know of it. How its load is played stands in scenarios/. */
export interface Scenario {
  readonly name: string
  /** A sentence for `list`: what it shows. */
  readonly shows: string
  /** About how long it takes against the mock with its defaults. */
  readonly seconds: number
  readonly warmupMs: number
  readonly knobs: Readonly<Record<string, Knob>>
  /** Routes against the mock where the user names none. Default: direct and nginx. */
  readonly routes?: readonly string[]
  /** It needs what only our mock does. */
  readonly mockOnly?: true
  /** Several generators cannot share it: what it does next depends on what it sees, or it acts on the target. */
  readonly alone?: true
  /** Options of `run` that have no place in it, by name: it makes that part of its load itself. */
  readonly refuses?: readonly string[]
  /** Path of a user's own k6 script, which is all of it. */
  readonly script?: string
  readonly parts: (knobs: KnobValues) => ScenarioParts
}
