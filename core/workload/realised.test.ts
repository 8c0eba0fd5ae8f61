import { expect, test } from 'vitest'
import { realised } from './realised.ts'

test('mean, p50 and p99 of the lengths, rate and CV of the gaps', () => {
  // Gaps 100, 300: mean 200, standard deviation 100.
  expect(
    realised({ atMs: [0, 100, 400], inputTokens: [1, 2, 6], outputTokens: [10, 10, 10] }),
  ).toEqual({
    rows: 3,
    inputTokens: { mean: 3, p50: 2, p99: 5.92 },
    outputTokens: { mean: 10, p50: 10, p99: 10 },
    ratePerSecond: 5,
    gapCv: 0.5,
  })
})

test('a single instant has neither rate nor gaps', () => {
  const one = realised({ atMs: [0, 0], inputTokens: [1, 1], outputTokens: [1, 1] })
  expect(one).not.toHaveProperty('ratePerSecond')
  expect(one).not.toHaveProperty('gapCv')
})
