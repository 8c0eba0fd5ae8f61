import type { Random } from '../random.ts'
import { PLAIN_WORDS } from '../text/vocabulary.ts'

/** About so many characters are a token in English: https://platform.openai.com/tokenizer. The mock counts so too. */
export const TOKEN_CHARACTERS = 4

/** Words that stand before the common text, drawn for each prompt: no two prompts begin alike, no prefix cache helps. */
const OWN_WORDS = 12
const COMMON_WORDS = 8_000

/**
 * Makes prompts of about so many tokens, ordinary words and nothing but ASCII: exactly four characters a token. All are pieces
 * of one text, since a load generator has no time to draw each word of a long prompt; `random` fixes that text.
 */
export function promptText(random: Random): (tokens: number, own: Random) => string {
  const common = words(COMMON_WORDS, random)
  return (tokens, own) => {
    const length = tokens * TOKEN_CHARACTERS
    let text = words(OWN_WORDS, own)
    const from = own.below(common.length)
    text += ` ${common.slice(from)}`
    while (text.length < length) text += ` ${common}`
    return text.slice(0, length)
  }
}

const words = (count: number, random: Random): string =>
  Array.from({ length: count }, () => PLAIN_WORDS[random.below(PLAIN_WORDS.length)]?.[0]).join(' ')
