import { describe, expect, test } from 'vitest'
import { deltaOf, type Margin, margin } from './margin.ts'
import { metric } from './metric.ts'

const read = (texts: readonly string[]): readonly Margin[] =>
  texts.map((text) => {
    const parsed = margin(text, '--delta')
    if ('refusals' in parsed) throw new Error(parsed.refusals[0]?.message)
    return parsed.value
  })

describe('--delta', () => {
  test.each([
    ['5%', { delta: 0.05 }],
    ['0.05', { delta: 0.05 }],
    ['12.5 %', { delta: 0.125 }],
    ['p95=10%', { of: 'p95', delta: 0.1 }],
    ['ttft=8%', { of: 'ttft', delta: 0.08 }],
    ['ttft:p99.9=0.2', { of: 'ttft:p99.9', delta: 0.2 }],
    ['completion=2%', { of: 'completion', delta: 0.02 }],
  ])('%s is read', (text, expected) => {
    expect(margin(text, '--delta')).toEqual({ value: expected })
  })

  test.each([
    '',
    '0',
    '0%',
    '100%',
    '1',
    '-5%',
    'five',
    '5%%',
    'tfft=5%',
    'p0=5%',
    'p95:ttft=5%',
    'completion:p50=5%',
    'ttft:p95:p99=5%',
    '=5%',
  ])('"%s" is refused', (text) => {
    expect(margin(text, '--delta')).toHaveProperty('refusals')
  })

  const TTFT_P95 = { name: 'ttft', percentile: 0.95 } as const
  test.each([
    ['nothing: by the percentile', [], TTFT_P95, 0.1],
    ['nothing: a median', [], { name: 'gap', percentile: 0.5 } as const, 0.05],
    ['nothing: a tail', [], { name: 'gap', percentile: 0.99 } as const, 0.2],
    ['one for all times', ['7%'], TTFT_P95, 0.07],
    ['the percentile before all', ['p95=9%', '7%'], TTFT_P95, 0.09],
    ['the name before the percentile', ['ttft=8%', 'p95=9%'], TTFT_P95, 0.08],
    ['the whole before the name', ['ttft:p95=6%', 'ttft=8%'], TTFT_P95, 0.06],
    ['the last of equals', ['ttft=8%', 'ttft=3%'], TTFT_P95, 0.03],
    ['completion is no time', ['30%', 'p50=40%'], { name: 'completion' } as const, 0.01],
    ['completion by its name', ['completion=2%'], { name: 'completion' } as const, 0.02],
  ])('%s', (_, texts, compared, delta) => {
    expect(deltaOf(compared, read(texts))).toBe(delta)
  })
})

describe('--metric', () => {
  test.each([
    ['ttft', { name: 'ttft', percentile: 0.5 }],
    ['tps:p95', { name: 'tps', percentile: 0.95 }],
    ['completion', { name: 'completion' }],
  ])('%s is read', (text, expected) => {
    expect(metric(text, '--metric')).toEqual({ value: expected })
  })

  test.each([
    ['tfft', /Did you mean ttft\?/u],
    ['completion:p50', /has no percentile/u],
    ['ttft:95', /--metric ttft:p95/u],
    ['ttft:p95:p99', /--metric ttft:p95/u],
  ])('%s is refused', (text, said) => {
    expect(JSON.stringify(metric(text, '--metric'))).toMatch(said)
  })
})
