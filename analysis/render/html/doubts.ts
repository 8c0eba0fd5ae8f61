import type { Summary } from '../../summary/summary.ts'
import type { Doubt } from '../../summary/doubt.ts'
import { whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

const SHOWN = 2

/** Reasons to believe less; nothing when there is none. Those that differ by what they found only share a card. */
export function doubtCards({ doubts }: Summary): Markup {
  const alike = Map.groupBy(doubts, ({ code, cause, nextStep }) =>
    JSON.stringify([code, cause, nextStep]),
  )
  return markup`${[...alike.values()].map(card)}`
}

function card(doubts: readonly Doubt[]): Markup {
  const [first, ...others] = doubts
  if (first === undefined) return NOTHING
  const { code, finding, cause, nextStep, unfit } = first
  return markup`<div class="doubt ${unfit ? 'unfit' : 'undecided'}"><b>${finding}</b> <span class="chip">${unfit ? 'unfit' : 'doubt'}: ${code}</span>${alsoList(others.map((each) => each.finding))}<p>${cause} ${nextStep}</p></div>`
}

/** Further sentences of the same kind; many of them fold. */
export function alsoList(sentences: readonly string[]): Markup {
  if (sentences.length === 0) return NOTHING
  const list = markup`<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`
  return sentences.length <= SHOWN
    ? list
    : markup`<details><summary>and ${whole(sentences.length)} more like it</summary>${list}</details>`
}
