import type { Summary } from '../../summary/summary.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

/** Reasons to believe less; nothing when there is none. */
export function doubtsSection({ doubts, fit }: Summary): Markup {
  if (doubts.length === 0) return NOTHING
  const lead = fit
    ? 'Read the figures with these in mind.'
    : 'The client was not fit to measure: figures in milliseconds tell of it, not of the target, and no gate was judged by them. Counts hold.'
  return markup`<h2 id="doubts">Doubts</h2><p class="lead">${lead}</p>${doubts.map(
    ({ code, finding, cause, nextStep, unfit }) =>
      markup`<div class="doubt ${unfit ? 'unfit' : 'undecided'}"><b>${finding}</b> <span class="chip">${unfit ? 'unfit' : 'doubt'}: ${code}</span><p>${cause} ${nextStep}</p></div>`,
  )}`
}
