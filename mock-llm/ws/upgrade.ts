import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { GoneHow } from '../../core/truth.ts'
import type { Desk } from '../desk.ts'
import { DRAINING } from '../draining.ts'
import { statusError } from '../request/error-object.ts'
import { createSocketManager, type SocketManager } from './socket-manager.ts'

/** A WebSocket whose handshake is done. */
export interface OpenSocket {
  readonly ws: WebSocket
  readonly socket: Socket
  readonly req: IncomingMessage
  readonly query: URLSearchParams
  /** Calls back as soon as the client's close frame, FIN or RST has come; later ones tell of the same departure. */
  readonly onGone: (callback: (how: GoneHow) => void) => void
}

/** A WebSocket endpoint. */
export interface SocketDoor {
  /** Why the handshake is refused; undefined to go on. Called before it. */
  readonly refuse?: (req: IncomingMessage, query: URLSearchParams) => SocketRefusal | undefined
  /** Takes the connection over; returns how to tell it something that is no part of an answer. */
  readonly open: (open: OpenSocket) => ((message: object) => void) | undefined
}

export interface SocketRefusal {
  readonly status: number
  readonly message: string
  readonly field?: string | undefined
  readonly retryAfterS?: number | undefined
}

export interface Upgrades {
  readonly manager: SocketManager
  /** For the server's `upgrade` event. */
  readonly handle: (req: IncomingMessage, socket: Socket, head: Buffer) => void
}

/** Longest message that is read; a longer one closes the connection with code 1009. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024

/** Handshakes of all WebSocket endpoints, by path. */
export function createUpgrades(doors: ReadonlyMap<string, SocketDoor>, desk: Desk): Upgrades {
  const manager = createSocketManager()
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MESSAGE_LIMIT_BYTES,
    perMessageDeflate: false,
  })
  server.on('headers', (headers, req) => {
    headers.push(`x-mock-instance: ${desk.settings.instance}`)
    for (const name of ['x-mock-key', 'x-request-id']) {
      const value = req.headers[name]
      if (typeof value === 'string') headers.push(`${name}: ${value}`)
    }
  })
  return {
    manager,
    handle(req, socket, head) {
      socket.on('error', () => socket.destroy())
      const { pathname, query } = split(req.url ?? '/')
      const door = doors.get(pathname)
      if (door === undefined) {
        const message = `Unknown path ${pathname}; known: ${[...doors.keys()].join(', ')}`
        refuseUpgrade(socket, { status: 404, message }, desk)
        return
      }
      const refusal = desk.serving.draining ? DRAINING : door.refuse?.(req, query)
      if (refusal !== undefined) {
        refuseUpgrade(socket, refusal, desk)
        return
      }
      server.handleUpgrade(req, socket, head, (ws) => {
        ws.on('error', () => ws.terminate())
        const tell = door.open({
          ws,
          socket,
          req,
          query,
          onGone: (call) => onGone(ws, socket, call),
        })
        manager.add({ ws, ...(tell === undefined ? {} : { tell }) })
      })
    },
  }
}

/**
 * The client's close frame is seen by the receiver alone: `ws` reports it when the connection has closed altogether, which a
 * slow reader can put off for long.
 */
function onGone(ws: WebSocket, socket: Socket, callback: (how: GoneHow) => void): void {
  const receiver: unknown = Reflect.get(ws, '_receiver')
  if (isEmitter(receiver)) receiver.once('conclude', () => callback('ws-close'))
  socket.once('end', () => callback('fin'))
  socket.once('close', () => callback('rst'))
}

const isEmitter = (value: unknown): value is NodeJS.EventEmitter =>
  typeof value === 'object' && value !== null && 'once' in value && typeof value.once === 'function'

function refuseUpgrade(socket: Socket, refusal: SocketRefusal, desk: Desk): void {
  const { status, message, field, retryAfterS } = refusal
  const body = Buffer.from(JSON.stringify(statusError(status, message, field)), 'utf8')
  const rows = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${body.length}`,
    'connection: close',
    `x-mock-instance: ${desk.settings.instance}`,
    ...(retryAfterS === undefined ? [] : [`retry-after: ${retryAfterS}`]),
  ]
  socket.end(Buffer.concat([Buffer.from(`${rows.join('\r\n')}\r\n\r\n`, 'latin1'), body]))
}

function split(target: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const at = target.indexOf('?')
  return at < 0
    ? { pathname: target, query: new URLSearchParams() }
    : { pathname: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) }
}
