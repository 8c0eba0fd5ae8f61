import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Limits, Settings } from './door/settings.ts'
import { selfSigned } from './tls/certificate.ts'
import { rememberRawSockets } from './tls/raw-socket.ts'

type Handle = (req: IncomingMessage, res: ServerResponse) => void
export type MockServer = Server | Http2SecureServer

const HEADER_LIMIT_BYTES = 32 * 1024
/** RFC 6585, 5: request header fields too large. */
const TOO_LARGE = 431
const CHECK_MS = 1_000
/** What a socket takes beyond the kernel's buffers before its stream has to wait; the price of each slow client. */
const HIGH_WATER_MARK = 16 * 1024
/** Any other upgrade (h2c) is answered as if it had not been asked for (RFC 9110, 7.8). */
const isWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket'

const optionsOf = ({ headersMs, requestMs, idleMs }: Limits) => ({
  maxHeaderSize: HEADER_LIMIT_BYTES,
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  connectionsCheckingInterval: Math.min(CHECK_MS, headersMs),
  keepAliveTimeout: idleMs,
  highWaterMark: HIGH_WATER_MARK,
  shouldUpgradeCallback: isWebSocket,
})

/** The server of one instance: plain HTTP/1.1, or with `tls` HTTP/1.1 and HTTP/2 over a certificate of its own. */
export function createListener(
  { tls, host, limits }: Pick<Settings, 'tls' | 'host' | 'limits'>,
  handle: Handle,
): MockServer {
  const server = tls ? secure(host, limits, handle) : createServer(optionsOf(limits), handle)
  server.maxConnections = limits.connections
  return server
}

function secure(host: string, limits: Limits, handle: Handle): Http2SecureServer {
  const server = createSecureServer({
    ...selfSigned(host),
    ...optionsOf(limits),
    allowHTTP1: true,
    // The default of `http` only: else a token waits for the acknowledgement of the one before, up to 40 ms.
    noDelay: true,
    handshakeTimeout: limits.headersMs,
    settings: { maxHeaderListSize: HEADER_LIMIT_BYTES, maxConcurrentStreams: limits.connections },
  })
  server.on('request', (req, res) => {
    if (headerListBytes(req.rawHeaders) > HEADER_LIMIT_BYTES) res.writeHead(TOO_LARGE).end()
    // Node types its two kinds of request apart; the second is made to be used like the first.
    else handle(req as unknown as IncomingMessage, res as unknown as ServerResponse)
  })
  server.on('session', (session) => closeIdle(session, limits.idleMs))
  rememberRawSockets(server)
  return server
}

/**
 * Size as RFC 9113, 6.5.2 counts it: names and values uncompressed, 32 octets a field. Node's HTTP/2 looks at what was sent only, which
 * may be far less.
 */
function headerListBytes(raw: readonly string[]): number {
  return raw.reduce((sum, part) => sum + part.length, 0) + (raw.length / 2) * 32
}

/** An HTTP/2 connection without streams is kept no longer than one of HTTP/1.1. */
function closeIdle(session: ServerHttp2Session, idleMs: number): void {
  let open = 0
  session.on('stream', (stream) => {
    open++
    stream.once('close', () => open--)
  })
  session.setTimeout(idleMs, () => {
    if (open === 0) session.close()
  })
}

/** Follows the connections, so that all can be ended at the close. */
export function openSockets(server: MockServer): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return open
}
