import type { Socket } from 'node:net'
import { resetSocket } from '../tls/raw-socket.ts'
import type { Wire } from './wire.ts'

/** The connection under a WebSocket, already past its handshake. */
export interface WsWireParts {
  readonly socket: Socket
  /** Starts the closing handshake with this code. */
  readonly close: (code: number) => void
  /** Longest piece of a message in one write (fault `split-writes`): messages are sent in fragments. */
  readonly splitBytes?: number | undefined
}

/** RFC 6455, 5.2: the first byte of a frame. */
const FIN = 0x80
const TEXT = 0x1
const CONTINUATION = 0x0
const NORMAL_CLOSURE = 1000

/**
 * Writes lines as WebSocket messages, one line a message, straight to the socket: one system call a write, as for every
 * other transport. A server's frames are not masked (RFC 6455, 5.1). What ends without a line end is a message that
 * never ends: a fragment, then the closing handshake. A regular end leaves the socket open for the next message.
 */
export function wsWire({ socket, close, splitBytes }: WsWireParts): Wire {
  const framer = createFramer()
  const send = (bytes: string): boolean => {
    const most = splitBytes ?? bytes.length
    let ok = true
    for (let at = 0; at < bytes.length; at += most) {
      ok = socket.write(framer.frames(bytes.slice(at, at + most)), 'latin1')
    }
    return ok || socket.writableLength === 0
  }
  return {
    write(bytes, padding) {
      if (padding === undefined) return send(bytes)
      // The content event is the last line; before it may be those that open the answer.
      const begin = bytes.lastIndexOf('\n', bytes.length - 2) + 1
      const before = bytes.slice(0, begin)
      if (splitBytes !== undefined) {
        return send(before + padding.toString('latin1') + bytes.slice(begin))
      }
      const message = bytes.slice(begin, bytes.endsWith('\n') ? -1 : bytes.length)
      socket.cork()
      if (before !== '') socket.write(framer.frames(before), 'latin1')
      socket.write(frameHead(FIN | TEXT, padding.length + message.length), 'latin1')
      socket.write(padding)
      const ok = socket.write(message, 'latin1')
      socket.uncork()
      return ok || socket.writableLength === 0
    },
    end(bytes) {
      if (bytes !== '') send(bytes)
      if (bytes === '' || framer.open()) close(NORMAL_CLOSURE)
    },
    hangUp: () => {
      socket.destroySoon()
    },
    reset: () => {
      if (socket.writableLength === 0) resetSocket(socket)
      else socket.write('', () => resetSocket(socket))
    },
    queuedBytes: () => socket.writableLength,
    whenDrained: (resume) => {
      socket.once('drain', resume)
    },
  }
}

interface Framer {
  /** The frames of these lines; a part without line end becomes a fragment that the next call goes on. */
  readonly frames: (bytes: string) => string
  /** A message has begun and not ended. */
  readonly open: () => boolean
}

function createFramer(): Framer {
  let begun = false
  return {
    open: () => begun,
    frames(bytes) {
      let all = ''
      for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf('\n', at)
        const last = end >= 0
        const part = bytes.slice(at, last ? end : bytes.length)
        all += frameHead((last ? FIN : 0) | (begun ? CONTINUATION : TEXT), part.length) + part
        begun = !last
        at = last ? end + 1 : bytes.length
      }
      return all
    },
  }
}

/** First byte and payload length, as 7, 7+16 or 7+64 bits. */
export function frameHead(first: number, length: number): string {
  if (length < 126) return String.fromCharCode(first, length)
  if (length < 0x1_0000) return String.fromCharCode(first, 126, length >>> 8, length & 0xff)
  const bytes = [24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff)
  return String.fromCharCode(first, 127, 0, 0, 0, 0, ...bytes)
}
