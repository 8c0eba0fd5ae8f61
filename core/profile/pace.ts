import type { Random } from '../random.ts'
import { normalCdf } from '../stats/normal.ts'
import { drawFrom, type Quantiles } from './quantiles.ts'

/** The pace of answers, as it was measured. */
export interface Pace {
  /** From one lump of tokens to the next. */
  readonly gapMs: Quantiles
  /** Tokens that leave at one instant; each by itself where absent. */
  readonly lump?: Quantiles | undefined
  /**
   * How alike the gaps of one answer are: the correlation of two of them in normal scores, 0..1. 0 (absent): each by itself;
   * 1: an answer keeps one gap. Whatever it is, all gaps of all answers together follow `gapMs`.
   */
  readonly likeness?: number | undefined
}

/**
 * The gap before token 1, 2, 3, … of an answer; 0 within a lump. Gaps are drawn by a normal copula: u = Φ(√c·Z + √(1-c)·z) with c the
 * likeness, Z drawn once an answer and z once a gap, is uniform for every c, so `gapMs` at u has its own distribution.
 */
export function paceOf({ gapMs, lump, likeness = 0 }: Pace, random: Random): () => number {
  const [gaps, lumps] = [random.fork('gap'), random.fork('lump')]
  const shared = Math.sqrt(likeness) * random.fork('answer').normal()
  const own = Math.sqrt(1 - likeness)
  const size = (): number =>
    lump === undefined ? 1 : Math.max(1, Math.round(drawFrom(lump, lumps.next())))
  let left = size()
  return () => {
    left--
    if (left > 0) return 0
    left = size()
    return drawFrom(gapMs, likeness === 0 ? gaps.next() : normalCdf(shared + own * gaps.normal()))
  }
}
