import type { IncomingMessage } from 'node:http'

/** Largest body that is read. */
export const BODY_LIMIT_BYTES = 10 * 1024 * 1024

/** A body, or why there is none: `too-large`, or the client left (`gone`). */
export type Body = { readonly text: string } | { readonly failed: 'too-large' | 'gone' }

/** Collects the body, at most `BODY_LIMIT_BYTES` of it. Never rejects. */
export function readBody(req: IncomingMessage): Promise<Body> {
  if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES) {
    return Promise.resolve({ failed: 'too-large' })
  }
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let bytes = 0
    req.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > BODY_LIMIT_BYTES) {
        req.pause()
        resolve({ failed: 'too-large' })
      } else parts.push(part)
    })
    req.once('end', () => resolve({ text: Buffer.concat(parts).toString('utf8') }))
    req.once('close', () => resolve({ failed: 'gone' }))
  })
}
