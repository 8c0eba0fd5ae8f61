import { expect, test } from 'vitest'
import { slo } from './slo.ts'

test.each([
  ['ttft<500ms', { name: 'ttft', percentile: 0.95, limit: 500, direction: 'below' }],
  ['ttft:p99<1s', { name: 'ttft', percentile: 0.99, limit: 1_000, direction: 'below' }],
  ['ttfa:p50 < 2s', { name: 'ttfa', percentile: 0.5, limit: 2_000, direction: 'below' }],
  ['gap:p99.9<100ms', { name: 'gap', percentile: 0.999, limit: 100, direction: 'below' }],
  ['tpot<0.5ms', { name: 'tpot', percentile: 0.95, limit: 0.5, direction: 'below' }],
  ['e2e<2m', { name: 'e2e', percentile: 0.95, limit: 120_000, direction: 'below' }],
  ['tps>20', { name: 'tps', percentile: 0.95, limit: 20, direction: 'above' }],
  ['completion>0.995', { name: 'completion', limit: 0.995, direction: 'above' }],
  ['completion>0', { name: 'completion', limit: 0, direction: 'above' }],
])('%s is an SLO', (text, value) => {
  expect(slo(text, '--slo')).toEqual({ value: { text, ...value } })
})

test('none is no SLO at all', () => {
  expect(slo(' none ', '--slo')).toEqual({ value: 'none' })
})

const FORM = "Give NAME[:pNN]<VALUE, for example --slo 'ttft:p95<500ms,gap<100ms'."
const NAMES = 'Known: ttft, ttfa, gap, tpot, e2e, tps, completion.'
const PERCENTILE = "Give p with a number above 0 and below 100, for example --slo 'ttft:p95<500ms'."

test.each([
  ['', '"" is not an SLO.', FORM],
  ['ttft', '"ttft" is not an SLO.', FORM],
  ['ttft=500ms', '"ttft=500ms" is not an SLO.', FORM],
  ['ttft<=500ms', '"ttft<=500ms" is not an SLO.', FORM],
  ['ttf<500ms', '"ttf<500ms": no figure is called ttf.', `Did you mean ttft? ${NAMES}`],
  ['latency<500ms', '"latency<500ms": no figure is called latency.', NAMES],
  [
    'ttft>500ms',
    '"ttft>500ms" is the wrong way round: less is better.',
    "Give ttft<VALUE, for example --slo 'ttft<500ms'.",
  ],
  [
    'tps<20',
    '"tps<20" is the wrong way round: more is better.',
    "Give tps>VALUE, for example --slo 'tps>20'.",
  ],
  [
    'completion<0.99',
    '"completion<0.99" is the wrong way round: more is better.',
    "Give completion>VALUE, for example --slo 'completion>0.99'.",
  ],
  [
    'ttft<500',
    '"ttft<500": "500" is not a duration.',
    "Give a duration, for example --slo 'ttft<500ms'.",
  ],
  [
    'ttft<0ms',
    '"ttft<0ms": "0ms" is not a duration.',
    "Give a duration, for example --slo 'ttft<500ms'.",
  ],
  [
    'completion>99',
    '"completion>99": "99" is not a ratio from 0 to below 1.',
    "Give a ratio from 0 to below 1, for example --slo 'completion>0.99'.",
  ],
  [
    'completion:p95>0.9',
    '"completion:p95>0.9": completion is a ratio of counts and has no percentile.',
    "Give it without, for example --slo 'completion>0.99'.",
  ],
  ['ttft:95<1s', '"ttft:95<1s": "95" is not a percentile.', PERCENTILE],
  ['ttft:p0<1s', '"ttft:p0<1s": "p0" is not a percentile.', PERCENTILE],
  ['ttft:p100<1s', '"ttft:p100<1s": "p100" is not a percentile.', PERCENTILE],
])('%s is refused', (text, message, hint) => {
  expect(slo(text, '--slo')).toEqual({ refusals: [{ message, hint }] })
})
