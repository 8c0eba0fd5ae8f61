import type { Arrivals } from '../../core/arrivals.ts'
import { accept, type Parser, refuse } from './parsed.ts'

/** Beyond this, nearly all starts fall into one burst. */
const MOST_CV = 10

/** How starts are spread: `constant`, `poisson`, `gamma:CV`. */
export const arrivals: Parser<Arrivals> = (text, flag) => {
  const hint = `Give constant, poisson or gamma:CV, for example ${flag} gamma:2.`
  const kind = text.trim()
  if (kind === 'constant' || kind === 'poisson') return accept({ kind })
  const [, cvText] = /^gamma:(\d+(?:\.\d+)?)$/u.exec(kind) ?? []
  if (cvText === undefined) return refuse(`"${text}" is not a kind of arrivals.`, hint)
  const cv = Number(cvText)
  if (cv === 0) return refuse(`"${text}" has no variation: that is constant.`, hint)
  if (cv > MOST_CV) return refuse(`"${text}" is too bursty: CV is at most ${MOST_CV}.`, hint)
  return accept({ kind: 'gamma', cv })
}

/** As a user writes it. */
export const arrivalsText = (value: Arrivals): string =>
  value.kind === 'gamma' ? `gamma:${value.cv}` : value.kind
