import * as ear from 'k6/x/streamgauge'
import type { LoadSpec } from '../../core/load-spec.ts'
import { secretHeaders } from './spec.ts'

/** One stream to open: which, where, when. */
export interface StreamOrder {
  readonly route: number
  readonly index: number
  readonly kind: 'measured' | 'warmup' | 'ramp' | 'probe'
  /** Absolute instant on CLOCK_MONOTONIC. */
  readonly startAtMs?: number
  /** When the intended start lies before the instant at which it can be opened. */
  readonly scheduledMs?: number
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
  bodies: readonly string[]
  inFlight = 0
  /** 401, 403 and 429 in a row, over all routes. */
  refusalsInARow = 0
  readonly #headers: Readonly<Record<string, string>>
  readonly #mock: string | undefined
  readonly #slo: ear.SloLimits
  #idle: (() => void) | undefined
  #failure: unknown

  constructor(spec: LoadSpec) {
    this.spec = spec
    this.bodies = spec.bodies
    this.#headers = { ...spec.headers, ...secretHeaders() }
    this.#slo = sloLimits(spec)
    this.#mock = spec.mock === undefined ? undefined : JSON.stringify(spec.mock)
  }

  /** True once the target has refused so often in a row that going on would be a nuisance. */
  get refused(): boolean {
    const limit = this.spec.stopAfterRefusals
    return limit !== undefined && this.refusalsInARow >= limit
  }

  /** Opens one stream whose end nobody waits for; a wrong call shows when the lanes are idle. */
  launch(order: StreamOrder): void {
    this.open(order).catch((error: unknown) => {
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

  #params(order: StreamOrder): ear.OpenParams {
    const { spec } = this
    const route = spec.routes[order.route]
    if (route === undefined) throw new Error(`no route ${order.route}`)
    const name = `${PREFIX[order.kind]}${order.kind === 'probe' ? order.index || '' : order.index}`
    return {
      run: spec.run,
      scenario: spec.scenario,
      stream: `${spec.scenario}/${route.name}/${name}`,
      target: spec.target,
      route: route.name,
      dialect: (spec.ownDialect as ear.DialectTable | undefined) ?? spec.dialect,
      transport: spec.transport,
      url: route.urls[order.index % route.urls.length] as string,
      method: spec.method,
      headers: this.#headersOf(`${spec.scenario}/${name}`),
      ...(this.bodies.length > 0 && {
        body: this.bodies[order.index % this.bodies.length] as string,
      }),
      http: spec.http,
      timeouts: spec.timeouts,
      keepRaw: spec.keepRaw,
      gapMetric: spec.gapMetric,
      slo: this.#slo,
      ...(order.startAtMs !== undefined && { startAtMs: order.startAtMs }),
      ...(order.scheduledMs !== undefined && { scheduledMs: order.scheduledMs }),
      ...(order.kind === 'warmup' && { warmup: true }),
      ...(order.kind === 'ramp' && { ramp: true }),
      ...(order.kind === 'probe' && { probe: true, cancel: { afterTokens: 1, how: 'fin' } }),
    }
  }

  #headersOf(key: string): Record<string, string> {
    return {
      ...this.#headers,
      ...(this.spec.sendMockKey && { 'x-mock-key': key }),
      ...(this.#mock !== undefined && { 'x-mock': this.#mock }),
    }
  }
}
