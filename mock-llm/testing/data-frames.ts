import { connect, type ClientHttp2Session } from 'node:http2'
import { Duplex, Transform } from 'node:stream'
import { connect as connectTls } from 'node:tls'

const HEADER_BYTES = 9
const DATA = 0

/**
 * An HTTP/2 client that knows the length of every DATA frame that came, as Node's own joins them.
 * https://www.rfc-editor.org/rfc/rfc9113#section-4.1
 */
export function framedClient(
  port: number,
): Promise<{ readonly session: ClientHttp2Session; readonly lengths: readonly number[] }> {
  const lengths: number[] = []
  let bytes = Buffer.alloc(0)
  const tap = new Transform({
    transform(part: Buffer, _, done) {
      bytes = Buffer.concat([bytes, part])
      while (bytes.length >= HEADER_BYTES) {
        const length = bytes.readUIntBE(0, 3)
        if (bytes.length < HEADER_BYTES + length) break
        if (bytes[3] === DATA) lengths.push(length)
        bytes = bytes.subarray(HEADER_BYTES + length)
      }
      done(undefined, part)
    },
  })
  const host = '127.0.0.1'
  const socket = connectTls({ port, host, rejectUnauthorized: false, ALPNProtocols: ['h2'] })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      const both = Duplex.from({ readable: socket.pipe(tap), writable: socket })
      const session = connect(`https://${host}:${port}`, { createConnection: () => both })
      session.once('close', () => socket.destroy())
      resolve({ session, lengths })
    })
  })
}
