import { describe, expect, test } from 'vitest'
import { plain } from '../../core/dialect/plain.ts'
import { buildSpecs } from './build-specs.ts'
import type { RunPlan } from './run-plan.ts'

const plan = (change: Partial<RunPlan> = {}): RunPlan => ({
  scenarios: [
    {
      name: 'baseline',
      load: { kind: 'open', ratePerSecond: 20, arrivals: { kind: 'constant' } },
      durationMs: 30_000,
      warmupMs: 0,
      knobs: {},
      variants: [
        {
          weight: 1,
          dialect: plain,
          method: 'POST',
          path: '/chat/stream',
          headers: change.headers ?? {},
          bodies: ['{}'],
        },
      ],
    },
  ],
  target: { kind: 'mock' },
  routes: [],
  dialect: plain,
  method: 'POST',
  path: '/chat/stream',
  headers: { 'content-type': 'application/json' },
  http: '1.1',
  insecure: false,
  seed: 7,
  probe: true,
  canary: false,
  timeouts: { firstMs: 30_000, stallMs: 15_000, totalMs: 600_000 },
  drainMs: 605_000,
  keepRaw: false,
  mock: { ttftMs: 200, gapMs: 20, tokens: 64 },
  slos: [],
  quiet: true,
  color: false,
  json: false,
  config: {},
  commandLine: [],
  ...change,
})
const spec = (change: Partial<RunPlan> = {}) => {
  const [first] = buildSpecs(plan(change), { run: 'run', routes: [] })
  if (first === undefined) throw new Error('no spec')
  return first
}

const slo = (name: 'ttft' | 'tps', limit: number, direction: 'below' | 'above') =>
  ({ text: '', name, percentile: 0.95, limit, direction }) as const

describe('buildSpecs', () => {
  test("the mock is told the run's seed, together with the user's own x-mock", () => {
    const headers = { 'X-Mock': '{"tokens":5}', other: 'kept' }
    const [variant] = spec({ headers }).variants
    expect(variant?.mock).toEqual({ seed: 7, tokens: 5 })
    expect(variant?.headers).toEqual({ other: 'kept' })
  })

  test("another target gets the user's x-mock as it is, and no key of ours", () => {
    const url = spec({
      target: { kind: 'url', url: 'http://h/v1', origin: 'http://h', loopback: true },
      headers: { 'x-mock': '{"tokens":5}' },
    })
    expect(url.sendMockKey).toBe(false)
    expect(url.variants[0]?.headers).toEqual({ 'x-mock': '{"tokens":5}' })
    expect(url.variants[0]?.mock).toBeUndefined()
  })

  test('an x-mock that is no JSON is refused', () => {
    expect(() => spec({ headers: { 'x-mock': 'fast' } })).toThrow('x-mock is not JSON')
  })

  test('the pause between blocks is as long as a stream of the mock', () => {
    expect(spec().settleMs).toBe(200 + 20 * 64 + 500)
  })

  test('of two limits on one value the tightest decides', () => {
    const slos = [slo('ttft', 500, 'below'), slo('ttft', 200, 'below'), slo('tps', 9, 'above')]
    expect(spec({ slos: [...slos, slo('tps', 5, 'above')] }).sloLimits).toEqual({
      ttft: 200,
      tps: 9,
    })
  })

  test('only a target that is not this machine stops the run by refusing', () => {
    const url = { kind: 'url', url: 'https://h/v1', origin: 'https://h' } as const
    expect(spec({ target: { ...url, loopback: false } }).stopAfterRefusals).toBe(10)
    expect(spec({ target: { ...url, loopback: true } }).stopAfterRefusals).toBeUndefined()
  })
})
