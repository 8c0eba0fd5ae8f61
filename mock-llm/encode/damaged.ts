import type { TokenStep } from '../../core/plan/plan.ts'
import { jsonBytes, utf8Bytes } from './bytes.ts'
import type { Encoder } from './encoder.ts'

/** What is put in at the end of the text: a second end of the JSON string, or a byte that never occurs in UTF-8. */
const DAMAGE: Readonly<Record<NonNullable<TokenStep['damage']>, string>> = {
  malformed: '"',
  'bad-utf8': '\u00ff',
}

/** The bytes of a token's event, damaged where its step says so; the same way in every dialect. */
export function tokenBytes(encoder: Encoder, step: TokenStep): string {
  const event = encoder.token(step.text, step.index, step.reasoning)
  if (step.damage === undefined) return event
  const at = endOfText(event, step.text)
  return event.slice(0, at) + DAMAGE[step.damage] + event.slice(at)
}

/** Where the text ends in the event: within a JSON string, or as it is; else before the last brace. */
function endOfText(event: string, text: string): number {
  const quoted = jsonBytes(text)
  const inString = event.lastIndexOf(quoted)
  if (inString >= 0) return inString + quoted.length - 1
  const raw = utf8Bytes(text)
  const plain = event.lastIndexOf(raw)
  return plain >= 0 ? plain + raw.length : Math.max(0, event.lastIndexOf('}'))
}
