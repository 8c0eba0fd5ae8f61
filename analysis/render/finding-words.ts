import type { Finding } from '../../core/finding.ts'
import { printable } from './printable.ts'

/** How each severity stands before a finding. */
export const FINDING_LABEL = { error: 'FAULT', warning: 'warning', info: 'note' } as const

/** `buffering on nginx (quick): 12 of 12 streams were held back …` */
export function findingSentence({ code, route, scenario, what }: Finding): string {
  const where = scenario === undefined ? route : `${route} (${scenario})`
  return `${code} on ${printable(where)}: ${printable(what)}`
}
