import type { Socket } from 'node:net'
import type { Http2SecureServer } from 'node:http2'

const rawSockets = new WeakMap<Socket, Socket>()

const name = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`

/** Remembers which TCP socket carries which TLS socket: only the former can be reset. */
export function rememberRawSockets(server: Http2SecureServer): void {
  const raw = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const own = name(socket)
    raw.set(own, socket)
    socket.once('close', () => raw.delete(own))
  })
  server.on('secureConnection', (socket) => {
    const carrier = raw.get(name(socket))
    if (carrier !== undefined) rawSockets.set(socket, carrier)
  })
}

/** Breaks the connection off with RST, below TLS where there is TLS. */
export const resetSocket = (socket: Socket): void => {
  const carrier = rawSockets.get(socket)
  if (carrier === undefined) socket.resetAndDestroy()
  else {
    carrier.resetAndDestroy()
    socket.destroy()
  }
}
