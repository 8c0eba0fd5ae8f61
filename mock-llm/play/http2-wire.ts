import type { ServerResponse } from 'node:http'
import { constants, Http2ServerResponse, type ServerHttp2Stream } from 'node:http2'
import type { Wire } from './wire.ts'

/** The HTTP/2 stream behind a response; undefined on HTTP/1.1. The compatibility interface of Node looks like `http`'s. */
export function http2Stream(
  res: ServerResponse | Http2ServerResponse,
): ServerHttp2Stream | undefined {
  return res instanceof Http2ServerResponse ? res.stream : undefined
}

/**
 * Pieces of the body as DATA frames. Node hands the frames of one turn of its event loop to the kernel at the end of that turn,
 * so a stamp is up to one turn ahead of its bytes. What breaks off is RST_STREAM, since the connection belongs to others too:
 * a missing last chunk is the code CANCEL, a reset INTERNAL_ERROR.
 */
export function http2Wire(stream: ServerHttp2Stream): Wire {
  // Without it Node writes what waits piece by piece, each a frame of its own, instead of joining all of it into one.
  // https://nodejs.org/api/stream.html#writable_writevchunks-callback: optional for a stream.
  Object.defineProperty(stream, '_writev', { value: undefined })
  const breakOff = (code: number) => (): void => {
    if (stream.destroyed) return
    // What was written before has to leave first: RST_STREAM overtakes DATA.
    stream.write('', () => setImmediate(() => stream.close(code)))
  }
  return {
    write(bytes, padding) {
      const all = Buffer.from(bytes, 'latin1')
      if (stream.destroyed) return true
      return stream.write(padding === undefined ? all : Buffer.concat([padding, all]))
    },
    end: (bytes) => {
      if (!stream.destroyed) stream.end(bytes, 'latin1')
    },
    hangUp: breakOff(constants.NGHTTP2_CANCEL),
    reset: breakOff(constants.NGHTTP2_INTERNAL_ERROR),
    queuedBytes: () => stream.writableLength,
    whenDrained: (resume) => {
      stream.once('drain', resume)
    },
  }
}
