import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A hop between client and mock with a fault that nginx cannot be given. */
export interface FaultyHop {
  readonly url: string
  stop(): Promise<void>
}

/** `late`: hands each piece on when the next one comes, the last at the end; `cap`: breaks off at a fixed age. */
export type HopFault = 'late' | 'cap'

/** From the request to the break. */
export const CAP_MS = 2_000

/** Starts one on a free loopback port, in front of `target` (`http://host:port`). */
export async function startFaultyHop(fault: HopFault, target: string): Promise<FaultyHop> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  const server: Server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true })
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('close', () => open.delete(socket))
    }
    if (fault === 'late') handOnLate(client, upstream)
    else handOnCapped(client, upstream)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${own}`,
    async stop() {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** The end of a chunked body is a piece that nothing comes after: it is let through with the one before. */
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

function handOnLate(client: Socket, upstream: Socket): void {
  client.on('data', (bytes) => upstream.write(bytes))
  client.once('close', () => upstream.destroy())
  let held: Buffer | undefined
  upstream.on('data', (bytes: Buffer) => {
    if (held !== undefined) client.write(held)
    held = bytes
    if (!bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) return
    client.write(bytes)
    held = undefined
  })
  upstream.once('close', () => {
    if (held !== undefined) client.write(held)
    client.end()
  })
}

function handOnCapped(client: Socket, upstream: Socket): void {
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    clearTimeout(timer)
    client.destroy()
    upstream.destroy()
  }
  client.on('data', (bytes) => {
    clearTimeout(timer)
    timer = setTimeout(end, CAP_MS)
    upstream.write(bytes)
  })
  upstream.on('data', (bytes) => client.write(bytes))
  client.once('close', end)
  upstream.once('close', end)
}
