import { connect, type Socket } from 'node:net'

/** One HTTP exchange by hand, where the very bytes matter. */
export interface RawAnswer {
  /** Everything received, one character a byte. */
  readonly text: string
  readonly head: string
  readonly body: string
  /** How the connection ended: `fin`, `reset`, or `open` when `until` was met before. */
  readonly ended: 'fin' | 'reset' | 'open'
}

export interface RawRequest {
  readonly port: number
  readonly text: string
  /** Reading stops here; without it, at the end of the connection. */
  readonly until?: (text: string) => boolean
}

/** The text of a request. */
export function requestText(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const rows = Object.entries({
    host: 'mock',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  })
  return `${line}\r\n${rows.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

/** Sends the text, collects the answer. */
export function exchange({ port, text, until }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    const done = (ended: RawAnswer['ended']): void => {
      socket.destroy()
      const at = received.indexOf('\r\n\r\n')
      resolve({
        text: received,
        head: at < 0 ? received : received.slice(0, at),
        body: at < 0 ? '' : received.slice(at + 4),
        ended,
      })
    }
    socket.on('data', (part) => {
      received += part.toString('latin1')
      if (until?.(received) === true) done('open')
    })
    socket.once('end', () => done('fin'))
    socket.once('error', () => done('reset'))
    socket.write(text)
  })
}

/** The bodies of the chunks of a chunked message, and whether the last chunk came. */
export function chunksOf(body: string): {
  readonly chunks: readonly string[]
  readonly whole: boolean
} {
  const chunks: string[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    if (end < 0) return { chunks, whole: false }
    const size = Number.parseInt(body.slice(at, end), 16)
    if (size === 0) return { chunks, whole: body.slice(end) === '\r\n\r\n' }
    chunks.push(body.slice(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}

/** A client that sends its request and then never reads. */
export function silentReader(port: number, text: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.pause()
      socket.write(text, () => resolve(socket))
    })
    socket.on('error', () => undefined)
  })
}
