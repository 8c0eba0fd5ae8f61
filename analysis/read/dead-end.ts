import type { Outcome } from '../../core/outcome.ts'

/** Refused, no stream, or an error status that will not pass by itself (408, 429 and 5xx may). */
export function isDead(outcome: Outcome, status: number | undefined): boolean {
  if (outcome === 'refused' || outcome === 'not_a_stream') return true
  if (outcome !== 'error_status') return false
  const mayPass = status === 408 || status === 429 || (status !== undefined && status >= 500)
  return !mayPass
}
