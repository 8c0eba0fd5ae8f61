import { describe, expect, it } from 'vitest'
import { createAdmission, type Entrance } from './admission.ts'
import { rateHeaders, retryHeaders } from './rate-headers.ts'
import { rateLimits } from './rate-limits.ts'

const clock = { nowMs: () => 0 }
const visitor = { tokens: () => 10 }
type Admitted = Exclude<Entrance, { refusal: unknown }>
const admitted = (entrance: Entrance): Admitted => {
  if ('refusal' in entrance) throw new Error('refused')
  return entrance
}

describe('admission', () => {
  it('without a model lets everyone in at full speed', () => {
    const admission = createAdmission(undefined, clock)
    const paces: number[] = []
    for (let i = 0; i < 100; i++) {
      admitted(admission.enter(visitor)).begin((pace) => paces.push(pace))
    }
    expect(new Set(paces)).toEqual(new Set([1]))
  })

  it('lets as many in as there are slots, the next in their order, and refuses beyond the queue', () => {
    const load = { slots: 2, queue: 2, refuseWith: 429, retryAfterS: 7 } as const
    const admission = createAdmission(load, clock)
    const log: number[] = []
    const all = [0, 1, 2, 3].map((i) => {
      const entrance = admitted(admission.enter(visitor))
      entrance.begin(() => log.push(i))
      return entrance
    })
    expect(log).toEqual([0, 1])
    expect(admission.queued()).toBe(2)
    expect(admission.enter(visitor)).toMatchObject({
      refusal: { name: 'queue-full', status: 429, retryAfterS: 7 },
    })
    all[1]?.leave()
    all[1]?.leave()
    expect(log).toEqual([0, 1, 2])
    all[3]?.leave()
    expect(admission.queued()).toBe(0)
    all[0]?.leave()
    expect(log).toEqual([0, 1, 2])
    admission.change(undefined)
    expect(admission.enter(visitor)).not.toHaveProperty('refusal')
  })

  it('slows down by whole steps beyond the knee', () => {
    const admission = createAdmission({ knee: 2 }, clock)
    const paces: number[] = []
    for (let i = 0; i < 5; i++) {
      admitted(admission.enter(visitor)).begin((pace) => paces.push(pace))
    }
    expect(paces).toEqual([1, 1, 2, 2, 3])
  })
})

describe('rate limits', () => {
  it('count requests and tokens, with the headers of the provider', () => {
    let nowMs = 0
    const limits = rateLimits(
      { requestsPerMinute: 60, tokensPerMinute: 1_000 },
      { nowMs: () => nowMs },
    )
    const first = limits(() => 990)
    expect(first).not.toHaveProperty('waitMs')
    expect(rateHeaders('openai-chat', first.levels)).toEqual({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '10',
      'x-ratelimit-reset-tokens': '59.4s',
    })
    const over = limits(() => 20)
    expect(over.waitMs).toBeCloseTo(600, 6)
    const headers = rateHeaders('anthropic', over.levels)
    expect(headers).toMatchObject({
      'anthropic-ratelimit-requests-limit': '60',
      'anthropic-ratelimit-requests-remaining': '59',
      'anthropic-ratelimit-tokens-remaining': '10',
    })
    expect(headers['anthropic-ratelimit-tokens-reset']).toMatch(/^\d{4}-.*:\d\dZ$/)
    nowMs = 601
    expect(limits(() => 20)).not.toHaveProperty('waitMs')
  })

  it('of requests alone never ask for the tokens, which may have to be drawn', () => {
    const limits = rateLimits({ requestsPerMinute: 60 }, clock)
    expect(() => {
      limits(() => {
        throw new Error('asked')
      })
    }).not.toThrow()
  })

  it('say when to come again, to clients of OpenAI in milliseconds too', () => {
    const refusal = { retryAfterS: 2, retryAfterMs: 1_200 }
    expect(retryHeaders('openai-chat', refusal)).toEqual({
      'retry-after': '2',
      'retry-after-ms': '1200',
    })
    expect(retryHeaders('openai-responses', { retryAfterS: 3 })).toEqual({
      'retry-after': '3',
      'retry-after-ms': '3000',
    })
    expect(retryHeaders('anthropic', refusal)).toEqual({ 'retry-after': '2' })
    expect(retryHeaders('openai-chat', {})).toEqual({})
  })

  it('refuse by a 429 that says when to come again', () => {
    const admission = createAdmission({ tokensPerMinute: 10 }, clock)
    expect(admission.enter(visitor)).not.toHaveProperty('refusal')
    expect(admission.enter(visitor)).toMatchObject({
      refusal: { name: 'rate-limit', status: 429, retryAfterS: 60, retryAfterMs: 60_000 },
    })
  })
})
