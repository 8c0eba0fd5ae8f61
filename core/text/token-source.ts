import type { Random } from '../random.ts'
import { MULTI_BYTE_WORDS, PLAIN_WORDS, SPLIT_WORDS, type Word } from './vocabulary.ts'

/** An endless text, token by token; never an empty token. */
export interface TokenSource {
  next(): string
}

/** Where a word stands decides its leading space and its capital. */
type Place = 'text-start' | 'sentence-start' | 'line-start' | 'inside'

/** How often, as shares of all words; the rest is plain. */
const SHARE = { multiByte: 0.012, split: 0.05, comma: 0.07, question: 0.08, exclamation: 0.05 }
const SENTENCE_WORDS = { least: 4, spread: 13 }
const LINE_BREAK = { afterSentence: 0.12, paragraph: 0.4 }

/**
 * Ordinary sentences drawn from `random` alone: token i depends on nothing but the seed, so a text that is
 * cut short is a prefix of the whole.
 */
export function tokenSource(random: Random): TokenSource {
  const queue: string[] = []
  let place: Place = 'text-start'
  let wordsLeft = sentenceLength(random)
  return {
    next() {
      const ready = queue.shift()
      if (ready !== undefined) return ready
      const [first, ...rest] = placed(drawWord(random), place)
      queue.push(...rest)
      place = 'inside'
      wordsLeft--
      if (wordsLeft === 0) {
        place = endSentence(random, queue)
        wordsLeft = sentenceLength(random)
      } else if (random.next() < SHARE.comma) queue.push(',')
      return first
    },
  }
}

const sentenceLength = (random: Random): number =>
  SENTENCE_WORDS.least + random.below(SENTENCE_WORDS.spread)

function drawWord(random: Random): Word {
  const u = random.next()
  const list =
    u < SHARE.multiByte
      ? MULTI_BYTE_WORDS
      : u < SHARE.multiByte + SHARE.split
        ? SPLIT_WORDS
        : PLAIN_WORDS
  return list[random.below(list.length)] ?? ['word']
}

function placed([first, ...rest]: Word, place: Place): Word {
  if (place === 'inside') return [` ${first}`, ...rest]
  const capital = first.charAt(0).toUpperCase() + first.slice(1)
  return [place === 'sentence-start' ? ` ${capital}` : capital, ...rest]
}

/** Queues the full stop and, now and then, a line break; says where the next word stands. */
function endSentence(random: Random, queue: string[]): Place {
  const u = random.next()
  if (u < SHARE.question) queue.push('?')
  else queue.push(u < SHARE.question + SHARE.exclamation ? '!' : '.')
  if (random.next() >= LINE_BREAK.afterSentence) return 'sentence-start'
  queue.push(random.next() < LINE_BREAK.paragraph ? '\n\n' : '\n')
  return 'line-start'
}
