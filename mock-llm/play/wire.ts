import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { resetSocket } from '../tls/raw-socket.ts'
import { http2Stream, http2Wire } from './http2-wire.ts'

/** Where the bytes of one answer's body go, already past the headers. */
export interface Wire {
  /**
   * Hands one piece of the body (a one-byte string, after `padding` if given) to the kernel in one system call.
   * False when the kernel did not take it all and the caller must wait for `whenDrained`; a piece above the socket's mark
   * that the kernel took at once does not count, though Node asks for a pause then too.
   */
  readonly write: (bytes: string, padding?: Buffer) => boolean
  /** The last piece and the regular end; the connection stays usable. */
  readonly end: (bytes: string) => void
  /** Closes without the regular end of the body: the last chunk is missing. */
  readonly hangUp: () => void
  /** Breaks the connection off with RST. */
  readonly reset: () => void
  readonly queuedBytes: () => number
  readonly whenDrained: (resume: () => void) => void
}

const CRLF = '\r\n'
/** Sizes in hexadecimal, as chunk heads need them. */
const HEX = Array.from({ length: 4096 }, (_, size) => size.toString(16) + CRLF)
const chunkHead = (size: number): string => HEX[size] ?? size.toString(16) + CRLF

/**
 * The body of `res`, whose headers must have been flushed. `res.write` corks the socket until the next tick (1.2 ms late
 * at the 99th percentile of 500 streams), so pieces go to the socket itself, chunk frame and all; the end goes through
 * `res.end`, so that Node sees a finished response and keeps the connection. A pipelined request has no socket yet
 * and has to go through `res`.
 */
export function openWire(res: ServerResponse): Wire {
  const stream = http2Stream(res)
  if (stream !== undefined) return http2Wire(stream)
  return res.socket === null ? responseWire(res) : socketWire(res, res.socket)
}

function socketWire(res: ServerResponse, socket: Socket): Wire {
  const chunked = res.chunkedEncoding
  const write = (bytes: string, padding?: Buffer): boolean => {
    if (padding !== undefined) return writePadded(socket, { bytes, padding, chunked })
    const ok = socket.write(chunked ? chunkHead(bytes.length) + bytes + CRLF : bytes, 'latin1')
    return ok || socket.writableLength === 0
  }
  return {
    write,
    end: (bytes) => endResponse(res, bytes),
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

/** The padding is one buffer shared by all streams, so that a blocked stream holds no copy of it. */
function writePadded(
  socket: Socket,
  piece: { readonly bytes: string; readonly padding: Buffer; readonly chunked: boolean },
): boolean {
  const { bytes, padding, chunked } = piece
  socket.cork()
  if (chunked) socket.write(chunkHead(padding.length + bytes.length), 'latin1')
  socket.write(padding)
  const ok = socket.write(chunked ? bytes + CRLF : bytes, 'latin1')
  socket.uncork()
  return ok || socket.writableLength === 0
}

function responseWire(res: ServerResponse): Wire {
  const breakOff = (): void => {
    res.destroy()
  }
  return {
    write: (bytes, padding) => {
      if (padding !== undefined) res.write(padding)
      return res.write(bytes, 'latin1')
    },
    end: (bytes) => endResponse(res, bytes),
    hangUp: breakOff,
    reset: breakOff,
    queuedBytes: () => res.writableLength,
    whenDrained: (resume) => {
      res.once('drain', resume)
    },
  }
}

function endResponse(res: ServerResponse, bytes: string): void {
  if (bytes === '') res.end()
  else res.end(bytes, 'latin1')
}
