import type { WebSocket } from 'ws'

/** One open WebSocket, as the manager sees it. */
export interface Connection {
  readonly ws: WebSocket
  /** Sends one message of the endpoint's own; undefined where its protocol has none of that kind. */
  readonly tell?: (message: object) => void
}

/** All open WebSockets of the process. */
export interface SocketManager {
  /** Kept until it closes. */
  readonly add: (connection: Connection) => void
  readonly size: () => number
  /** To every connection whose protocol has a place for it. */
  readonly broadcast: (message: object) => void
  /** Starts the closing handshake on each; a second later what is still open is broken off. */
  readonly closeAll: (code: number) => Promise<void>
}

const CLOSE_WAIT_MS = 1_000

/** No connection yet. */
export function createSocketManager(): SocketManager {
  const open = new Set<Connection>()
  return {
    add(connection) {
      open.add(connection)
      connection.ws.once('close', () => open.delete(connection))
    },
    size: () => open.size,
    broadcast(message) {
      for (const { tell } of open) tell?.(message)
    },
    async closeAll(code) {
      const all = [...open].map(({ ws }) => closed(ws, code))
      await Promise.all(all)
    },
  }
}

function closed(ws: WebSocket, code: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => ws.terminate(), CLOSE_WAIT_MS)
    ws.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    ws.close(code)
  })
}
