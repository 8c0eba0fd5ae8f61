import { describe, expect, test } from 'vitest'
import { judgeMetrics } from './judge-metrics.ts'
import type { BlockValue, MeasuredMetric } from './measured-metric.ts'

const WELL = { fit: true, endedEarly: false }

/** Ten blocks around a value, each off by a few parts in a thousand. */
const blocks = (value: number, pairs = 10, streams = 100): readonly BlockValue[] =>
  Array.from({ length: pairs }, (_, i) => ({ value: value * (1 + (i % 3) / 1000), streams }))

const ttft = (change: Partial<MeasuredMetric> = {}): MeasuredMetric => ({
  scenario: 'baseline',
  compared: { name: 'ttft', percentile: 0.5, delta: 0.05 },
  a: blocks(200),
  b: blocks(212),
  control: blocks(200),
  ...change,
})

const verdictOf = (change: Partial<MeasuredMetric> = {}) => {
  const [result] = judgeMetrics([ttft(change)], WELL)
  return [result?.verdict, result?.reason]
}

/** One of 26 metrics that differ alike. */
const many = (pairs: number) =>
  judgeMetrics(
    Array.from({ length: 26 }, () =>
      ttft({ a: blocks(200, pairs), b: blocks(212, pairs), control: blocks(200, pairs) }),
    ),
    WELL,
  )[0]

describe('why nothing is concluded of a metric', () => {
  test.each<[string, Partial<MeasuredMetric>, readonly (string | undefined)[]]>([
    ['nothing speaks against it', {}, ['worse', undefined]],
    ['12 ms are more than twice an error of 5 ms', { ownErrorMs: 5 }, ['worse', undefined]],
    [
      '12 ms are less than twice an error of 7 ms',
      { ownErrorMs: 7 },
      ['inconclusive', 'own-error'],
    ],
    [
      'the same is the same, whatever the error',
      { b: blocks(200), ownErrorMs: 7 },
      ['same', undefined],
    ],
    [
      'nine pairs',
      { a: blocks(200, 9), b: blocks(212, 9), control: blocks(200, 9) },
      ['inconclusive', 'too-few-pairs'],
    ],
    [
      'four streams in one block of the control',
      { control: [...blocks(200, 9), { value: 200, streams: 4 }] },
      ['inconclusive', 'too-few-streams'],
    ],
    [
      'a value of zero',
      { b: [...blocks(212, 9), { value: 0, streams: 100 }] },
      ['inconclusive', 'no-value'],
    ],
    ['a control of zero', { control: blocks(0) }, ['inconclusive', 'no-value']],
    ['a control that differs', { control: blocks(212) }, ['inconclusive', 'control-differs']],
    ['a control within the margin', { control: blocks(206) }, ['worse', undefined]],
  ])('%s', (_, change, expected) => {
    expect(verdictOf(change)).toEqual(expected)
  })

  test('a control that differs in one metric spoils all others', () => {
    const results = judgeMetrics([ttft(), ttft({ control: blocks(220) })], WELL)
    expect(results.map(({ reason }) => reason)).toEqual(['control-differs', 'control-differs'])
    expect(results.map(({ controlVerdict }) => controlVerdict)).toEqual(['same', 'worse'])
  })

  test('among very many metrics ten pairs cannot rule chance out, eleven can', () => {
    expect(many(10)).toMatchObject({ verdict: 'inconclusive', reason: 'not-proven' })
    expect(many(11)?.verdict).toBe('worse')
  })
})
