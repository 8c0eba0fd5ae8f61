import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import type { Settings } from './door/settings.ts'
import { selfSigned } from './tls/certificate.ts'
import { rememberRawSockets } from './tls/raw-socket.ts'

type Handle = (req: IncomingMessage, res: ServerResponse) => void
export type MockServer = Server | Http2SecureServer

const HEADER_LIMIT_BYTES = 32 * 1024
/** A client that has not sent its headers by then is dropped (408). */
const HEADERS_MS = 10_000
/** And one that has not sent its whole body. */
const REQUEST_MS = 60_000
const CHECK_MS = 1_000
/** Longer than the pools of usual clients and proxies keep a connection idle, so that they close it, not we. */
const KEEP_ALIVE_MS = 75_000
/** What a socket takes beyond the kernel's buffers before its stream has to wait; the price of each slow client. */
const HIGH_WATER_MARK = 16 * 1024
/** Connections beyond are closed at once. */
const MOST_CONNECTIONS = 20_000

/** Any other upgrade (h2c) is answered as if it had not been asked for (RFC 9110, 7.8). */
const isWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket'

const OPTIONS = {
  maxHeaderSize: HEADER_LIMIT_BYTES,
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: CHECK_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  highWaterMark: HIGH_WATER_MARK,
  shouldUpgradeCallback: isWebSocket,
}

/** The server of one instance: plain HTTP/1.1, or with `tls` HTTP/1.1 and HTTP/2 over a certificate of its own. */
export function createListener(
  { tls, host }: Pick<Settings, 'tls' | 'host'>,
  handle: Handle,
): MockServer {
  const server = tls ? secure(host, handle) : createServer(OPTIONS, handle)
  server.maxConnections = MOST_CONNECTIONS
  return server
}

function secure(host: string, handle: Handle): Http2SecureServer {
  const server = createSecureServer({
    ...selfSigned(host),
    ...OPTIONS,
    allowHTTP1: true,
    settings: { maxHeaderListSize: HEADER_LIMIT_BYTES, maxConcurrentStreams: MOST_CONNECTIONS },
  })
  // Node types its two kinds of request apart; the second is made to be used like the first.
  server.on('request', (req, res) =>
    handle(req as unknown as IncomingMessage, res as unknown as ServerResponse),
  )
  rememberRawSockets(server)
  return server
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
