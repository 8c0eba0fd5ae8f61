import { describe, expect, it } from 'vitest'
import { refusalOf, unreachable } from './refusal.ts'
import type { UpstreamTarget } from './target.ts'

const TARGET: UpstreamTarget = { origin: 'http://h:1', path: '/', model: 'm', secrets: [] }

describe('an answer that is no stream', () => {
  it('keeps status, words, code and Retry-After from 400 on', () => {
    const text = '{"error":{"message":"Slow down","code":"rate_limit_exceeded"}}'
    expect(refusalOf(429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, text)).toEqual({
      name: 'status',
      status: 429,
      message: 'Slow down',
      code: 'rate_limit_exceeded',
      retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT',
    })
  })

  it.each(['', '<html>Bad gateway</html>', '[]', '{}', '{"error":{}}'])(
    'has a sentence where the provider has no words: %s',
    (text) => {
      const { status, message } = refusalOf(503, {}, text)
      expect(status).toBe(503)
      expect(message).toMatch(/^The provider (answered 503|reported an error)\.$/)
    },
  )

  it('is 502 where the status is a success', () => {
    expect(refusalOf(200, { 'content-type': 'text/html' }, '<html>')).toEqual({
      name: 'not-a-stream',
      status: 502,
      message: 'The provider answered 200 without an event stream: its content-type is text/html.',
    })
    expect(refusalOf(204, {}, '').message).toContain('its content-type is missing')
    expect(refusalOf(301, { 'content-type': 'text/html' }, '').status).toBe(502)
    expect(refusalOf(200, { 'content-encoding': 'gzip' }, '').message).toContain('encoded (gzip)')
  })

  it('is the error that a success holds', () => {
    const text = '{"error":{"message":"No such model","code":"model_not_found"}}'
    expect(refusalOf(200, { 'content-type': 'application/json' }, text)).toEqual({
      name: 'error',
      status: 502,
      message: 'No such model',
      code: 'model_not_found',
    })
  })

  it('says at most 1,000 characters of the provider', () => {
    const text = JSON.stringify({ error: { message: 'x'.repeat(5_000) } })
    expect(refusalOf(500, {}, text).message).toHaveLength(1_001)
  })
})

describe('a provider that cannot be reached', () => {
  it('is named with the words of the system', () => {
    const problem = new Error('connect ECONNREFUSED 127.0.0.1:1')
    expect(unreachable(problem, TARGET)).toEqual({
      name: 'unreachable',
      status: 502,
      message: 'The provider at http://h:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
    })
    const both = new AggregateError([new Error('connect ECONNREFUSED ::1:1')], '')
    expect(unreachable(both, TARGET).message).toContain('connect ECONNREFUSED ::1:1')
  })
})
