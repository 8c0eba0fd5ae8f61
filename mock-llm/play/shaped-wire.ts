import { createGzip, type Gzip } from 'node:zlib'
import type { WireTraits } from '../../core/plan/plan.ts'
import type { Wire } from './wire.ts'

/** The wire with the properties that a fault gave it. */
export function shapedWire(wire: Wire, traits: WireTraits | undefined): Wire {
  if (traits === undefined) return wire
  const { splitBytes, gzip } = traits
  const split = splitBytes === undefined ? wire : splitWire(wire, splitBytes)
  return gzip === true ? gzipWire(split) : split
}

/** Cuts each piece into pieces of at most `most` bytes, each a write (and a frame) of its own. */
function splitWire(wire: Wire, most: number): Wire {
  const write = (bytes: string, padding?: Buffer): boolean => {
    const all = (padding?.toString('latin1') ?? '') + bytes
    let ok = true
    for (let at = 0; at < all.length; at += most) ok = wire.write(all.slice(at, at + most))
    return ok
  }
  return {
    ...wire,
    write,
    end(bytes) {
      write(bytes)
      wire.end('')
    },
  }
}

/** Compresses the body; what the compressor holds back leaves when it is full, or at the end. */
function gzipWire(wire: Wire): Wire {
  const gzip: Gzip = createGzip()
  let open = true
  let roomBehind = true
  gzip.on('data', (part: Buffer) => {
    if (open) roomBehind = wire.write(part.toString('latin1'))
  })
  gzip.once('end', () => {
    if (open) wire.end('')
  })
  const give = (bytes: string, padding?: Buffer): boolean => {
    const all = Buffer.from(bytes, 'latin1')
    return gzip.write(padding === undefined ? all : Buffer.concat([padding, all])) && roomBehind
  }
  const breakOff = (how: () => void) => (): void => {
    open = false
    gzip.destroy()
    how()
  }
  return {
    write: give,
    end(bytes) {
      gzip.end(Buffer.from(bytes, 'latin1'))
    },
    hangUp: breakOff(wire.hangUp),
    reset: breakOff(wire.reset),
    queuedBytes: () => gzip.writableLength + wire.queuedBytes(),
    whenDrained(resume) {
      if (gzip.writableNeedDrain) gzip.once('drain', resume)
      else wire.whenDrained(resume)
    },
  }
}

/** A wire that leads nowhere: its client has left. */
export const NOWHERE: Wire = {
  write: () => true,
  end: () => undefined,
  hangUp: () => undefined,
  reset: () => undefined,
  queuedBytes: () => 0,
  whenDrained: (resume) => resume(),
}
