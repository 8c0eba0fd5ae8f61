import { encodeSseComment } from '../../core/wire/sse-encode.ts'
import type { StreamKind } from '../request/chat-door.ts'

const paddings = new Map<string, Buffer>()
const PADDINGS = 16

/**
 * What goes before each content event, in the same write: a comment block, or white space where there are no comments.
 * Shared by all streams that ask for the same. Undefined for no bytes, and for raw text.
 */
export function paddingOf(kind: StreamKind, bytes: number): Buffer | undefined {
  if (bytes === 0 || kind === 'raw') return undefined
  const name = `${kind}/${bytes}`
  const known = paddings.get(name)
  if (known !== undefined) return known
  const text = kind === 'sse' ? encodeSseComment('.'.repeat(bytes)) : ' '.repeat(bytes)
  const made = Buffer.from(text, 'latin1')
  if (paddings.size >= PADDINGS) paddings.clear()
  paddings.set(name, made)
  return made
}
