import type { TokenStep } from '../../core/plan/plan.ts'
import { utf8Bytes } from './bytes.ts'
import type { Encoder } from './encoder.ts'

/** A character that no text contains: where it comes out in the bytes of an event, the text ends. */
const MARK = '\uffff'
const MARK_BYTES = utf8Bytes(MARK)

/** What takes the mark's place: a second end of the JSON string, or a byte that never occurs in UTF-8. */
const DAMAGE: Readonly<Record<NonNullable<TokenStep['damage']>, string>> = {
  malformed: '"',
  'bad-utf8': '\u00ff',
}

/** The bytes of a token's event, damaged where its step says so; the same way in every dialect. */
export function tokenBytes(
  encoder: Encoder,
  { text, index, reasoning, damage }: TokenStep,
): string {
  if (damage === undefined) return encoder.token(text, index, reasoning)
  return encoder.token(text + MARK, index, reasoning).replace(MARK_BYTES, DAMAGE[damage])
}
