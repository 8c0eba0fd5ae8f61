import { connect, type Socket } from 'node:net'

/** What one lane of the client asks for, again and again on one connection. */
export interface Lane {
  readonly port: number
  readonly request: string
  readonly rounds: number
  /** Wait before the first request, so that streams do not run in step. */
  readonly delayMs: number
  /** The connection is broken off after so long, wherever it stands. */
  readonly forMs?: number | undefined
}

const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n', 'latin1')

/**
 * A reader that does as little as it can: one buffer for all connections, no parsing but a look at the last bytes of each
 * read. Resolves with the bytes received.
 */
export function runLane({ port, request, rounds, delayMs, forMs }: Lane): Promise<number> {
  return new Promise((resolve, reject) => {
    let left = rounds
    let bytes = 0
    let tail = Buffer.alloc(0)
    const next = (socket: Socket): void => {
      if (left-- > 0) socket.write(request)
      else {
        socket.destroy()
        resolve(bytes)
      }
    }
    const socket: Socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer: shared,
        callback(size, buffer) {
          bytes += size
          const end = Buffer.from(buffer.subarray(Math.max(0, size - LAST_CHUNK.length), size))
          tail = Buffer.concat([tail, end]).subarray(-LAST_CHUNK.length)
          if (tail.equals(LAST_CHUNK)) {
            tail = Buffer.alloc(0)
            next(socket)
          }
          return true
        },
      },
    })
    socket.once('connect', () => {
      setTimeout(() => next(socket), delayMs)
      if (forMs === undefined) return
      setTimeout(() => {
        socket.destroy()
        resolve(bytes)
      }, forMs)
    })
    socket.once('error', reject)
    socket.once('end', () => reject(new Error('the mock closed the connection')))
  })
}

const shared = Buffer.alloc(1 << 16)

/** `node client.ts PORT STREAMS ROUNDS SPREAD_MS PATH X_MOCK [FOR_MS]`: prints the bytes received. */
async function main(args: readonly string[]): Promise<void> {
  const [port, streams, rounds, spreadMs] = args.slice(0, 4).map(Number)
  const [path = '/chat/stream', overrides = '{}', forMs] = args.slice(4)
  const body =
    '{"prompt":"bench","model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}'
  const lanes = Array.from({ length: streams ?? 1 }, (_, i) => {
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: mock',
      `content-length: ${body.length}`,
      `x-mock: ${overrides}`,
      `x-mock-key: bench/${i}`,
    ]
    return runLane({
      port: port ?? 0,
      request: `${head.join('\r\n')}\r\n\r\n${body}`,
      rounds: rounds ?? 1,
      delayMs: (i / (streams ?? 1)) * (spreadMs ?? 0),
      forMs: forMs === undefined ? undefined : Number(forMs),
    })
  })
  const received = await Promise.all(lanes)
  process.stdout.write(`${received.reduce((sum, bytes) => sum + bytes, 0)}\n`)
}

await main(process.argv.slice(2))
