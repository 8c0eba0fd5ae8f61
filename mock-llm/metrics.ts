import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { CATALOG, type Metric } from '../core/metrics/catalog.ts'
import type { DepartureLine } from '../core/truth.ts'
import { latenessHistogram } from './lateness-histogram.ts'

/** What `/metrics` shows, and what the parts of the mock report to it. */
export interface MockMetrics {
  readonly contentType: string
  readonly text: () => Promise<string>
  readonly streamStarted: () => void
  readonly streamEnded: (ended: EndedStream) => void
  /** Written minus due, in ms; called for each token. */
  readonly observeLateness: (lateMs: number) => void
  /** A client reported when it had closed. */
  readonly departureKnown: (departure: DepartureLine) => void
  readonly stop: () => void
}

export interface EndedStream {
  /** Both as in the truth log. */
  readonly path: string
  readonly outcome: string
  readonly status: 'success' | 'error' | 'cancelled'
  readonly ttftMs?: number
  readonly durationMs: number
  /** Waited for a slot. */
  readonly queuedMs?: number
  readonly tokens: number
  readonly blockedMs: number
  readonly tokensAfterGone: number
  /** Last write to the notice that the client is gone. */
  readonly cancelNoticeMs?: number
}

const BACKPRESSURE_PATH = '/chat/backpressure'
const LAG_GRAIN_MS = 10
const NS_PER_S = 1e9

/** The metric of that name in the catalogue; a name that is not there is a bug. */
function entry(name: string): Metric {
  const metric = CATALOG.find((one) => one.name === name && one.side === 'server')
  if (metric === undefined) throw new Error(`${name} is not in the metric catalogue`)
  return metric
}

const counterOf = (registry: Registry, name: string): Counter =>
  new Counter({
    name,
    help: entry(name).help,
    labelNames: [...entry(name).labels],
    registers: [registry],
  })

const histogramOf = (registry: Registry, name: string): Histogram =>
  new Histogram({
    name,
    help: entry(name).help,
    labelNames: [...entry(name).labels],
    buckets: [...(entry(name).buckets ?? [])],
    registers: [registry],
  })

const gaugeOf = (registry: Registry, name: string, read?: () => number): Gauge =>
  new Gauge({
    name,
    help: entry(name).help,
    registers: [registry],
    ...(read === undefined
      ? {}
      : {
          collect(this: Gauge) {
            this.set(read())
          },
        }),
  })

/** Asked at each scrape. */
export interface Levels {
  readonly queuedBytes: () => number
  /** Requests that wait for a slot. */
  readonly queueDepth: () => number
  /** Tokens that wait in bounded queues. */
  readonly queuedTokens: () => number
}

/** Registers every `server` metric of the catalogue. */
export function createMetrics({ queuedBytes, queueDepth, queuedTokens }: Levels): MockMetrics {
  const registry = new Registry()
  const ttft = histogramOf(registry, 'llm_time_to_first_token_seconds')
  const rate = histogramOf(registry, 'llm_tokens_per_second')
  const active = gaugeOf(registry, 'llm_active_streams')
  const completions = counterOf(registry, 'llm_stream_completions_total')
  for (const status of ['success', 'error', 'cancelled']) completions.inc({ status }, 0)
  const outcomes = counterOf(registry, 'mock_streams_total')
  const late = counterOf(registry, 'mock_late_tokens_total')
  const blocked = counterOf(registry, 'mock_blocked_seconds_total')
  const cancelNotice = histogramOf(registry, 'mock_cancel_detection_seconds')
  const afterCancel = counterOf(registry, 'mock_tokens_after_cancel_total')
  const cancelLag = histogramOf(registry, 'mock_cancel_lag_seconds')
  const afterClosed = counterOf(registry, 'mock_tokens_after_closed_total')
  gaugeOf(registry, 'mock_queued_bytes', queuedBytes)
  gaugeOf(registry, 'mock_queue_depth', queueDepth)
  gaugeOf(registry, 'mock_backpressure_queue_tokens', queuedTokens)
  const aborts = counterOf(registry, 'mock_backpressure_aborts_total')
  const queued = histogramOf(registry, 'mock_queued_seconds')
  const lag = monitorEventLoopDelay({ resolution: LAG_GRAIN_MS })
  lag.enable()
  gaugeOf(registry, 'mock_event_loop_lag_seconds', () => {
    const p99S = lag.percentile(99) / NS_PER_S
    lag.reset()
    return Math.max(0, p99S - LAG_GRAIN_MS / 1000)
  })
  const lateness = latenessHistogram(entry('mock_token_lateness_seconds'), () => late.inc())
  return {
    contentType: registry.contentType,
    text: async () => (await registry.metrics()) + lateness.text(),
    observeLateness: lateness.observe,
    streamStarted: () => active.inc(),
    streamEnded(ended) {
      active.dec()
      completions.inc({ status: ended.status })
      outcomes.inc({ outcome: ended.outcome })
      if (ended.ttftMs !== undefined) ttft.observe(ended.ttftMs / 1000)
      if (ended.tokens > 0 && ended.durationMs > 0) {
        rate.observe(ended.tokens / (ended.durationMs / 1000))
      }
      if (ended.queuedMs !== undefined) queued.observe(ended.queuedMs / 1000)
      blocked.inc(ended.blockedMs / 1000)
      afterCancel.inc(ended.tokensAfterGone)
      if (ended.path === BACKPRESSURE_PATH && ended.outcome === 'slow_client') aborts.inc()
      if (ended.cancelNoticeMs !== undefined) cancelNotice.observe(ended.cancelNoticeMs / 1000)
    },
    departureKnown({ clientGoneHow: how, cancelLagMs, tokensAfterClosed }) {
      cancelLag.observe({ how }, cancelLagMs / 1000)
      afterClosed.inc({ how }, tokensAfterClosed)
    },
    stop: () => {
      lag.disable()
    },
  }
}
