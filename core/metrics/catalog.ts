/**
 * Every metric once: name, unit, kind, help, labels, buckets. The ear registers the `client` ones with k6, the mock
 * the `server` ones with its /metrics, docs/metrics.md is generated from here.
 */
export interface Metric {
  readonly name: string
  readonly side: 'client' | 'server'
  /** On the client: k6's kinds. On the server: Prometheus' kinds. */
  readonly kind: 'trend' | 'gauge' | 'counter' | 'rate' | 'histogram'
  readonly unit:
    | 'milliseconds'
    | 'seconds'
    | 'tokens/s'
    | 'tokens'
    | 'events'
    | 'streams'
    | 'bytes'
    | 'ratio'
  readonly help: string
  readonly labels: readonly string[]
  readonly buckets?: readonly number[]
}

const STREAM = ['scenario', 'target', 'route', 'transport', 'dialect'] as const

const CLIENT: readonly Metric[] = [
  {
    name: 'llm_time_to_first_token',
    kind: 'trend',
    unit: 'milliseconds',
    help: 'Intended start to the first non-empty token of any kind.',
  },
  {
    name: 'llm_time_to_first_answer',
    kind: 'trend',
    unit: 'milliseconds',
    help: 'Intended start to the first answer token.',
  },
  {
    name: 'llm_token_gap',
    kind: 'trend',
    unit: 'milliseconds',
    help: 'Gap between two content events; off unless gapMetric asks for it.',
  },
  {
    name: 'llm_time_per_output_token',
    kind: 'trend',
    unit: 'milliseconds',
    help: '(last - first content event) / (tokens - 1), one value a stream.',
  },
  {
    name: 'llm_stream_duration',
    kind: 'trend',
    unit: 'milliseconds',
    help: 'Intended start to the end of the body.',
  },
  {
    name: 'llm_start_delay',
    kind: 'trend',
    unit: 'milliseconds',
    help: 'Intended start to actual start: our own delay.',
  },
  {
    name: 'llm_tokens_per_second',
    kind: 'trend',
    unit: 'tokens/s',
    help: 'Tokens of a stream over its end-to-end time.',
  },
  { name: 'llm_active_streams', kind: 'gauge', unit: 'streams', help: 'Streams open now.' },
  { name: 'llm_tokens', kind: 'counter', unit: 'tokens', help: 'Output tokens received.' },
  { name: 'llm_events', kind: 'counter', unit: 'events', help: 'Events received.' },
  {
    name: 'llm_stream_completions',
    kind: 'counter',
    unit: 'streams',
    help: 'Streams ended, by status (success, error, cancelled) and outcome.',
    labels: [...STREAM, 'status', 'outcome'],
  },
  {
    name: 'llm_dropped_starts',
    kind: 'counter',
    unit: 'streams',
    help: 'Intended starts that were not made because --max-in-flight was reached.',
  },
  {
    name: 'llm_goodput',
    kind: 'rate',
    unit: 'ratio',
    help: 'Share of streams that succeeded and met every SLO.',
  },
].map((metric) => ({ side: 'client', labels: STREAM, ...metric }) as Metric)

const SERVER: readonly Metric[] = [
  {
    name: 'llm_time_to_first_token_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'Request arrival to the first token written.',
    buckets: [0.1, 0.2, 0.5, 1, 2, 5],
  },
  {
    name: 'llm_tokens_per_second',
    kind: 'histogram',
    unit: 'tokens/s',
    help: 'Tokens of a finished stream over its duration.',
    buckets: [10, 25, 50, 100, 200],
  },
  { name: 'llm_active_streams', kind: 'gauge', unit: 'streams', help: 'Streams being played now.' },
  {
    name: 'llm_stream_completions_total',
    kind: 'counter',
    unit: 'streams',
    help: 'Streams ended, by status.',
    labels: ['status'],
  },
  {
    name: 'mock_streams_total',
    kind: 'counter',
    unit: 'streams',
    help: 'Requests ended, by the outcome of the truth log.',
    labels: ['outcome'],
  },
  {
    name: 'mock_token_lateness_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'Token written minus token due.',
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
  },
  {
    name: 'mock_late_tokens_total',
    kind: 'counter',
    unit: 'tokens',
    help: 'Tokens written more than 5 ms after they were due.',
  },
  {
    name: 'mock_event_loop_lag_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'p99 of the event loop delay since the last scrape.',
  },
  {
    name: 'mock_queued_bytes',
    kind: 'gauge',
    unit: 'bytes',
    help: 'Bytes accepted by the process and not yet by the kernel.',
  },
  {
    name: 'mock_queue_depth',
    kind: 'gauge',
    unit: 'requests',
    help: 'Requests that wait for a slot of the load model.',
  },
  {
    name: 'mock_queued_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'Time requests waited for a slot of the load model.',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 60],
  },
  {
    name: 'mock_backpressure_queue_tokens',
    kind: 'gauge',
    unit: 'tokens',
    help: 'Tokens that wait in the bounded queues of /chat/backpressure.',
  },
  {
    name: 'mock_backpressure_aborts_total',
    kind: 'counter',
    unit: 'streams',
    help: 'Generations of /chat/backpressure given up because the queue stayed full for the put timeout.',
  },
  {
    name: 'mock_blocked_seconds_total',
    kind: 'counter',
    unit: 'seconds',
    help: 'Time streams waited for slow clients.',
  },
  {
    name: 'mock_cancel_detection_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'Last successful write to the notice that the client is gone.',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  },
  {
    name: 'mock_tokens_after_cancel_total',
    kind: 'counter',
    unit: 'tokens',
    help: 'Tokens written after the client was gone, as far as the kernel tells.',
  },
  {
    name: 'mock_cancel_lag_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'The instant at which the client closed, as it reported it, to the notice that it is gone.',
    labels: ['how'],
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  },
  {
    name: 'mock_tokens_after_closed_total',
    kind: 'counter',
    unit: 'tokens',
    help: 'Tokens written after the instant at which the client closed, as it reported it.',
    labels: ['how'],
  },
].map((metric) => ({ side: 'server', labels: [], ...metric }) as unknown as Metric)

export const CATALOG: readonly Metric[] = [...CLIENT, ...SERVER]
