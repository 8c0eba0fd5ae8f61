import { type ComparedMetric, FEWEST_PAIRS } from '../../core/compare-info.ts'
import { MOST_PAIRS } from '../../core/stats/signed-rank.ts'
import type { Effect, MetricVerdict, Needs, Reason } from './result.ts'

/** What an effect says about a metric. */
export interface Claim {
  readonly verdict: MetricVerdict
  readonly reason?: Reason
  readonly needs?: Needs
}

const ALPHA = 0.05

/**
 * The rule of the verdict. The margin of a ratio is 1/(1 + delta) .. 1 + delta, that of a difference -delta .. delta.
 * - same: the 95 % interval lies within the margin (two one-sided tests at 2.5 %: Schuirmann, "A
 *   comparison of the two one-sided tests procedure and the power approach", 1987);
 * - worse or better: it lies wholly beyond the margin, and no difference at all is rejected at 5 % after Holm's correction
 *   over all metrics, so that many metrics do not make a false alarm likelier than one;
 * - else inconclusive.
 * That every metric is the same needs no correction: it is claimed only if each of them is (an intersection-union test: Berger,
 * "Multiparameter hypothesis testing and acceptance sampling", 1982).
 */
export function claimOf(effect: Effect, metric: ComparedMetric, pairs: number): Claim {
  const scale = scaleOf(metric)
  const [estimate, low, high] = [effect.estimate, effect.low, effect.high].map(scale.of) as [
    number,
    number,
    number,
  ]
  if (low >= -scale.margin && high <= scale.margin) return { verdict: 'same' }
  const above = low > scale.margin
  if (!above && high >= -scale.margin) {
    return tooWide({ estimate, low, high }, scale.margin, pairs)
  }
  if (effect.holmPValue > ALPHA) return { verdict: 'inconclusive', reason: 'not-proven' }
  return { verdict: above === lessIsBetter(metric) ? 'worse' : 'better' }
}

const lessIsBetter = ({ name }: ComparedMetric): boolean => name !== 'tps' && name !== 'completion'

/** Where no difference is zero and the margin is the same on both sides. */
function scaleOf({ name, delta }: ComparedMetric) {
  return name === 'completion'
    ? { of: (value: number) => value, margin: delta }
    : { of: Math.log, margin: Math.log1p(delta) }
}

/**
 * How many pairs would decide if the estimate stays where it is: the half-width h of the interval shrinks with the root of
 * their number and has to become the distance d to the nearer border, n·(h/d)^2. On the border no number is enough.
 */
function tooWide(
  { estimate, low, high }: { estimate: number; low: number; high: number },
  margin: number,
  pairs: number,
): Claim {
  const distance = Math.abs(Math.abs(estimate) - margin)
  const half = Math.max(estimate - low, high - estimate)
  const needed = Math.ceil(pairs * (half / distance) ** 2)
  return needed <= MOST_PAIRS
    ? {
        verdict: 'inconclusive',
        reason: 'too-wide',
        needs: { pairs: Math.max(FEWEST_PAIRS, pairs + 1, needed) },
      }
    : { verdict: 'inconclusive', reason: 'at-the-margin' }
}
