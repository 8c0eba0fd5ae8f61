import type { Summary } from '../../summary/summary.ts'
import { type Markup, markup } from './markup.ts'

/** Reasons to believe less; nothing when there is none. */
export function doubtCards({ doubts }: Summary): Markup {
  return markup`${doubts.map(
    ({ code, finding, cause, nextStep, unfit }) =>
      markup`<div class="doubt ${unfit ? 'unfit' : 'undecided'}"><b>${finding}</b> <span class="chip">${unfit ? 'unfit' : 'doubt'}: ${code}</span><p>${cause} ${nextStep}</p></div>`,
  )}`
}
