import { DIALECTS } from '../../core/dialect/dialects.ts'
import type { Dialect } from '../../core/dialect/dialect.ts'
import type { StreamRecord } from '../../core/record/record.ts'

/** `data:` and the two line feeds that end an event (HTML standard, 9.2.5); the line feed of an NDJSON line. */
const FRAME_BYTES: Readonly<Record<string, number>> = { sse: 7, ndjson: 1 }

const EVENT_BYTES: ReadonlyMap<string, number> = new Map(
  DIALECTS.map((dialect) => [dialect.name, leastEventBytes(dialect)]),
)

/**
 * Fewest bytes of body that the stream's content can take without compression: for each content event the frame and the
 * shortest JSON in which the dialect's path exists, and the text once. Where the dialect has no framing of
 * its own, the text alone is the bound.
 */
export function leastBytes({ dialect, contentEvents, textBytes }: StreamRecord): number {
  return contentEvents * (EVENT_BYTES.get(dialect) ?? 0) + textBytes
}

function leastEventBytes({ framing, decode }: Dialect): number {
  const frame = FRAME_BYTES[framing]
  if (frame === undefined) return 0
  const paths = [...decode.content, ...decode.reasoning, ...decode.toolCall]
  const bodies = paths.map(leastJsonBytes)
  return frame + (bodies.length === 0 ? 0 : Math.min(...bodies))
}

/** Of the shortest JSON with a string at this gjson path: `a.0.b` is `{"a":[{"b":""}]}`. */
function leastJsonBytes(path: string): number {
  let bytes = 2
  for (const part of path.split('.')) {
    // What follows a query or a modifier is not reckoned with; what is before it must be there.
    if (!/^\w+$/u.test(part)) break
    bytes += /^\d+$/u.test(part) ? 2 : part.length + 5
  }
  return bytes
}
