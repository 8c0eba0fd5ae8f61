/** What an SLO can speak of. `completion` is a ratio of counts; all others are values of one stream. */
export const SLO_NAMES = ['ttft', 'ttfa', 'gap', 'tpot', 'e2e', 'tps', 'completion'] as const
export type SloName = (typeof SLO_NAMES)[number]

/**
 * One limit, `NAME[:pNN]<VALUE`. `limit` is in milliseconds, in tokens/s for `tps`, and a ratio 0..1 for `completion`.
 * `percentile` (0..1, absent for `completion`) goes over streams; a stream's value for `gap` is its own p95 gap.
 */
export interface Slo {
  /** As the user wrote it. */
  readonly text: string
  readonly name: SloName
  readonly percentile?: number
  readonly limit: number
  /** `below`: the value must be less than the limit. `above`: more. */
  readonly direction: 'below' | 'above'
}
