import type { FindingCode } from '../../core/finding.ts'

/** A way to the target as the command line knows it. */
export interface RouteRow {
  readonly name: string
  /** A sentence: what lies between client and target. */
  readonly shows: string
  /** File in deploy/nginx; absent for the direct route. */
  readonly nginx?: string
  /** Spoken to over TLS, in this version of HTTP; absent where it is plain and the run's counts. */
  readonly http?: '1.1' | '2'
  /** It leads to two instances of the target, which only the mock has. */
  readonly mockOnly?: true
  /** The fault that it has on purpose. */
  readonly finding?: FindingCode
  /** The route that has it not, and is the same otherwise. */
  readonly cure?: string
}

export const ROUTES: readonly RouteRow[] = [
  { name: 'direct', shows: 'nothing between client and target' },
  {
    name: 'nginx',
    shows: 'a real nginx set up for streaming: no buffering, HTTP/1.1 to the target',
    nginx: 'streaming',
  },
  {
    name: 'nginx:streaming',
    shows: 'the same as nginx',
    nginx: 'streaming',
  },
  {
    name: 'nginx:buffered',
    shows: 'a real nginx that holds answers back, as an old configuration does: a fault on purpose',
    nginx: 'buffered',
    finding: 'buffering',
    cure: 'nginx:streaming',
  },
  {
    name: 'nginx:x-accel',
    shows: 'buffers too, but not an answer that says X-Accel-Buffering: no',
    nginx: 'x-accel',
  },
  {
    name: 'nginx:header-stripped',
    shows: 'the same behind a gateway that loses that header: a fault on purpose',
    nginx: 'header-stripped',
    finding: 'buffering',
    cure: 'nginx:x-accel',
  },
  {
    name: 'nginx:gzip',
    shows: 'compresses event streams, and holds them back in the compressor: a fault on purpose',
    nginx: 'gzip',
    finding: 'compression',
    cure: 'nginx:streaming',
  },
  {
    name: 'nginx:short-timeouts',
    shows: 'cuts a stream that is silent for 3 s (for the usual 60 s): a fault on purpose',
    nginx: 'short-timeouts',
    finding: 'idle-timeout',
    cure: 'nginx:streaming',
  },
  {
    name: 'nginx:ignore-abort',
    shows: 'reads an answer to its end when the client has gone: a fault on purpose',
    nginx: 'ignore-abort',
    finding: 'cancel-not-passed-on',
    cure: 'nginx:streaming',
  },
  {
    name: 'nginx:retrying',
    shows: 'asks the other instance of the mock when one answers 503: a fault on purpose',
    nginx: 'retrying',
    mockOnly: true,
    finding: 'retry-amplification',
    cure: 'nginx:streaming',
  },
  {
    name: 'nginx:sticky-cookie',
    shows: 'a client keeps its instance of the mock by the cookie streamgauge_route',
    nginx: 'sticky-cookie',
    mockOnly: true,
  },
  {
    name: 'nginx:sticky-ip',
    shows: 'a client keeps its instance of the mock by its address, or by X-Forwarded-For',
    nginx: 'sticky-ip',
    mockOnly: true,
  },
  {
    name: 'nginx:tls',
    shows: 'HTTP/1.1 over TLS, with a certificate of the run',
    nginx: 'tls',
    http: '1.1',
  },
  {
    name: 'nginx:http2',
    shows: 'HTTP/2 over TLS, with a certificate of the run',
    nginx: 'tls',
    http: '2',
  },
]
