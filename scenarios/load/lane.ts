import * as ear from 'k6/x/streamgauge'
import type { LoadSpec, RouteSpec, VariantSpec } from '../../core/load-spec.ts'
import { type Turn, turnsOf } from '../../core/schedule/turns.ts'
import type { Course } from '../../core/workload/course.ts'
import { courseOf } from './course.ts'
import { ownRequests } from './own-request.ts'
import { secretHeaders } from './spec.ts'

/** One stream to open: which, where, when. */
export interface StreamOrder {
  readonly route: number
  readonly index: number
  readonly kind: 'measured' | 'warmup' | 'ramp' | 'probe'
  /** Number of its block among those of the route. */
  readonly round?: number
  /** Absolute instant on CLOCK_MONOTONIC. */
  readonly startAtMs?: number
  /** When the intended start lies before the instant at which it can be opened. */
  readonly scheduledMs?: number
  /** A client that stays with its instance, by number; absent: streams go to all of them in turn. */
  readonly client?: number
  /** Over what its kind of stream says. */
  readonly over?: Pick<ear.OpenParams, 'body' | 'headers' | 'cancel' | 'read' | 'tags'> & {
    readonly mock?: Readonly<Record<string, unknown>>
  }
}

/** A kind of stream as it is opened. `bodies` may change after the probe. */
interface Kind extends VariantSpec {
  bodies: readonly string[]
}

const PREFIX = { measured: '', ramp: '', warmup: 'w', probe: 'probe' } as const

/** The limits of goodput by the names that the ear knows. */
function sloLimits({ sloLimits: { ttft, ttfa, gap, tpot, e2e, tps } }: LoadSpec): ear.SloLimits {
  return {
    ...(ttft !== undefined && { ttftMs: ttft }),
    ...(ttfa !== undefined && { ttfaMs: ttfa }),
    ...(gap !== undefined && { gapMs: gap }),
    ...(tpot !== undefined && { tpotMs: tpot }),
    ...(e2e !== undefined && { e2eMs: e2e }),
    ...(tps !== undefined && { tps }),
  }
}

/** Opens streams of one scenario and keeps count of what is open. */
export class Lanes {
  readonly spec: LoadSpec
  /** The kinds of streams; the first is the one that probes. */
  readonly kinds: readonly Kind[]
  /** When the streams of an open loop start, where arrivals and rate do not say it. */
  readonly course: Course | undefined
  inFlight = 0
  /** 401, 403 and 429 in a row, over all routes. */
  refusalsInARow = 0
  readonly #secrets = secretHeaders()
  readonly #turn: (index: number) => Turn
  readonly #slo: ear.SloLimits
  readonly #ownRequest: ReturnType<typeof ownRequests>
  #idle: (() => void) | undefined
  #failure: unknown

  /** Of all kinds of streams, or of those named. */
  constructor(spec: LoadSpec, names?: readonly string[]) {
    this.spec = spec
    this.kinds = spec.variants
      .filter(({ name }) => names === undefined || names.includes(name ?? ''))
      .map((variant) => ({ ...variant }))
    this.course = courseOf(spec, this.kinds)
    this.#turn = this.course?.turn ?? turnsOf(this.kinds.map(({ weight }) => weight))
    this.#ownRequest = ownRequests(spec)
    this.#slo = sloLimits(spec)
  }

  /** True once the target has refused so often in a row that going on would be a nuisance. */
  get refused(): boolean {
    const limit = this.spec.stopAfterRefusals
    return limit !== undefined && this.refusalsInARow >= limit
  }

  /** Opens one stream that nobody waits for; a wrong call shows when the lanes are idle. */
  launch(order: StreamOrder, ended?: (record: ear.StreamRecord) => void): void {
    this.open(order).then(ended, (error: unknown) => {
      this.#failure ??= error
    })
  }

  /** Opens one stream; resolves to its record. Never rejects for what the stream does. */
  async open(order: StreamOrder): Promise<ear.StreamRecord> {
    this.inFlight++
    try {
      const record = await ear.open(this.#params(order))
      this.#countRefusal(record)
      return record
    } finally {
      this.inFlight--
      if (this.inFlight === 0) this.#idle?.()
    }
  }

  /** Resolves when no stream is open; rejects when one could not even be asked for. */
  async idle(): Promise<void> {
    while (this.inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  #countRefusal(record: ear.StreamRecord): void {
    const status = record.status
    const refusal = status === 401 || status === 403 || status === 429
    this.refusalsInARow = refusal ? this.refusalsInARow + 1 : 0
  }

  /** Counts a start that was due and was not made. */
  drop({ route, index }: Pick<StreamOrder, 'route' | 'index'>): void {
    const { spec } = this
    const { kind } = this.#kindOf({ route, index, kind: 'measured' })
    ear.dropStart(1, {
      scenario: spec.scenario,
      target: spec.target,
      route: spec.routes[route]?.name ?? '',
      transport: kind.transport,
      dialect: kind.dialect,
    })
  }

  #kindOf({ index, kind }: StreamOrder): { readonly kind: Kind; readonly index: number } {
    const turn = kind === 'probe' ? { variant: 0, index } : this.#turn(index)
    const found = this.kinds[turn.variant]
    if (found === undefined) throw new Error('a scenario has at least one kind of stream')
    return { kind: found, index: turn.index }
  }

  /**
   * `index` is that within its kind: by that of all, each kind could end up with an instance of its own. A generator's own
   * streams go to all instances in turn, whichever its share of the load is.
   */
  #originOf({ origins }: RouteSpec, { client }: StreamOrder, index: number): string {
    const turn = Math.floor((client ?? index) / (this.spec.segment?.of ?? 1))
    return origins[turn % origins.length] as string
  }

  #params(order: StreamOrder): ear.OpenParams {
    const { spec } = this
    const route = spec.routes[order.route]
    if (route === undefined) throw new Error(`no route ${order.route}`)
    const { kind, index } = this.#kindOf(order)
    const number = numberOf(order, index)
    const name = kind.name === undefined ? number : `${kind.name}/${number}`
    const own = this.#ownRequest(kind, { all: order.index, index, key: name })
    return {
      run: spec.run,
      scenario: spec.scenario,
      stream: `${spec.scenario}/${route.name}/${name}`,
      target: route.target ?? spec.target,
      route: route.name,
      dialect: (kind.ownDialect as ear.DialectTable | undefined) ?? kind.dialect,
      transport: kind.transport,
      url: `${this.#originOf(route, order, index)}${route.paths?.[kind.path] ?? kind.path}`,
      method: kind.method,
      ...(own.body !== undefined && { body: own.body }),
      // A WebSocket begins with HTTP/1.1, whatever the route speaks otherwise.
      http: kind.transport === 'ws' ? '1.1' : (route.http ?? spec.http),
      timeouts: spec.timeouts,
      keepRaw: spec.keepRaw,
      gapMetric: spec.gapMetric,
      slo: this.#slo,
      ...treatment(kind),
      ...placing(order),
      ...order.over,
      tags: { ...this.#tagsOf(kind, order), ...order.over?.tags },
      headers: {
        ...this.#headersOf(kind, `${spec.scenario}/${number}`, {
          ...own.mock,
          ...route.mock,
          ...order.over?.mock,
        }),
        ...order.over?.headers,
      },
    }
  }

  /** A run that compares counts by blocks. */
  #tagsOf({ name }: Kind, { round }: StreamOrder): Record<string, string> {
    return {
      ...(name !== undefined && { variant: name }),
      ...(this.spec.rounds !== undefined && round !== undefined && { block: String(round) }),
    }
  }

  #headersOf(
    kind: Kind,
    key: string,
    mock: Readonly<Record<string, unknown>>,
  ): Record<string, string> {
    return {
      ...kind.headers,
      ...this.#secrets,
      ...(this.spec.sendMockKey && { 'x-mock-key': key }),
      ...(kind.mock !== undefined && { 'x-mock': JSON.stringify({ ...kind.mock, ...mock }) }),
    }
  }
}

/** A stream's number as its id and its key have it; a first probe has none. */
const numberOf = ({ kind }: StreamOrder, index: number): string =>
  kind === 'probe' && index === 0 ? PREFIX.probe : `${PREFIX[kind]}${index}`

/** What is done with the answer. */
const treatment = ({ read, cancel, retry, resume }: Kind): Partial<ear.OpenParams> => ({
  ...(read !== undefined && { read }),
  ...(cancel !== undefined && { cancel }),
  ...(retry !== undefined && { retry }),
  ...(resume !== undefined && { resume }),
})

/** When it starts, and what it counts as. A probe ends at its first token, whatever its kind. */
const placing = ({ startAtMs, scheduledMs, kind }: StreamOrder): Partial<ear.OpenParams> => ({
  ...(startAtMs !== undefined && { startAtMs }),
  ...(scheduledMs !== undefined && { scheduledMs }),
  ...(kind === 'warmup' && { warmup: true }),
  ...(kind === 'ramp' && { ramp: true }),
  ...(kind === 'probe' && { probe: true, cancel: { afterTokens: 1, how: 'fin' } }),
})
