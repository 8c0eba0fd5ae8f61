import { describe, expect, test } from 'vitest'
import type { ComparedMetric } from '../../core/compare-info.ts'
import { claimOf } from './claim.ts'

const TTFT: ComparedMetric = { name: 'ttft', percentile: 0.5, delta: 0.05 }
const RATE: ComparedMetric = { name: 'tps', percentile: 0.5, delta: 0.05 }
const COMPLETION: ComparedMetric = { name: 'completion', delta: 0.01 }

const effect = (low: number, high: number, holmPValue = 0.01) => ({
  estimate: (low + high) / 2,
  low,
  high,
  pValue: 0.002,
  holmPValue,
})

describe('the verdict on a metric', () => {
  test.each([
    ['wholly above the margin', TTFT, effect(1.06, 1.2), 'worse'],
    ['wholly below it', TTFT, effect(0.8, 0.94), 'better'],
    ['within it', TTFT, effect(0.96, 1.04), 'same'],
    ['within it, though no chance', TTFT, effect(1.01, 1.04, 0.001), 'same'],
    ['just within its borders', TTFT, effect(1 / 1.0499, 1.0499), 'same'],
    ['across a border', TTFT, effect(1.01, 1.2), 'inconclusive'],
    ['across both', TTFT, effect(0.8, 1.2), 'inconclusive'],
    [
      'beyond it, and chance not ruled out for all metrics',
      TTFT,
      effect(1.06, 1.2, 0.06),
      'inconclusive',
    ],
    ['the margin is one of ratios: 1/1.05 down', TTFT, effect(0.95, 0.9523), 'better'],
    ['a higher rate', RATE, effect(1.06, 1.2), 'better'],
    ['a lower rate', RATE, effect(0.8, 0.94), 'worse'],
    ['fewer complete', COMPLETION, effect(-0.05, -0.02), 'worse'],
    ['more complete', COMPLETION, effect(0.02, 0.05), 'better'],
    ['a few fewer', COMPLETION, effect(-0.009, 0.001), 'same'],
  ] as const)('%s', (_, metric, found, verdict) => {
    expect(claimOf(found, metric, 10).verdict).toBe(verdict)
  })

  test('too wide: as many pairs as shrink the interval to the distance from the border', () => {
    // Half-width 0.19 by the logarithm, distance to the border 0.05: 10 times (0.19/0.05)^2.
    const wide = {
      estimate: 1,
      low: Math.exp(-0.19),
      high: Math.exp(0.19),
      pValue: 1,
      holmPValue: 1,
    }
    expect(claimOf(wide, { ...TTFT, delta: Math.expm1(0.05) }, 10)).toEqual({
      verdict: 'inconclusive',
      reason: 'too-wide',
      needs: { pairs: 145 },
    })
  })

  test('a difference on the border itself is not decided by any number of pairs', () => {
    const on = { estimate: 1.05, low: 1.04, high: 1.06, pValue: 0.002, holmPValue: 0.002 }
    expect(claimOf(on, TTFT, 10)).toEqual({ verdict: 'inconclusive', reason: 'at-the-margin' })
  })

  test('beyond the margin but one of very many: not proven', () => {
    expect(claimOf(effect(1.06, 1.2, 0.051), TTFT, 10).reason).toBe('not-proven')
  })
})
