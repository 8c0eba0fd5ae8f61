import { describe, expect, it } from 'vitest'
import { upstreamTarget, upstreamUrl } from './target.ts'

const WISH = { url: 'http://h/v1', model: 'm', keyVariable: 'K', keyNamed: false }

describe('the address of a provider', () => {
  it.each([
    ['http://h', 'http://h', '/v1/chat/completions'],
    ['http://h/', 'http://h', '/v1/chat/completions'],
    ['http://h:81/v1', 'http://h:81', '/v1/chat/completions'],
    ['https://h/api/v1/', 'https://h', '/api/v1/chat/completions'],
    ['https://h/v1?version=2', 'https://h', '/v1/chat/completions?version=2'],
    ['http://h/v1/chat/completions', 'http://h', '/v1/chat/completions'],
  ])('%s is %s%s', (url, origin, path) => {
    expect(upstreamTarget({ ...WISH, url }, {})).toMatchObject({ origin, path, model: 'm' })
  })

  it.each(['', 'h/v1', 'ftp://h', 'http://', 'http://h/v1#a', 'http://h/#', 'javascript:1'])(
    '"%s" is none',
    (text) => {
      expect(upstreamUrl(text)).toBeUndefined()
    },
  )
})

describe('the key of a provider', () => {
  it('is a bearer token, and a secret', () => {
    expect(upstreamTarget(WISH, { K: 'sk-1' })).toMatchObject({
      authorization: 'Bearer sk-1',
      secrets: ['sk-1'],
    })
  })

  it('is not needed, unless somebody named its variable', () => {
    expect(upstreamTarget(WISH, {})).not.toHaveProperty('authorization')
    expect(upstreamTarget(WISH, { K: '' })).not.toHaveProperty('authorization')
    expect(upstreamTarget({ ...WISH, keyNamed: true }, {})).toBe(
      '--upstream-key-env: found "K", which is not set; allowed: a variable that holds the key',
    )
  })

  it('that no header takes is refused without being shown', () => {
    const problem = upstreamTarget(WISH, { K: 'secret\nkey' })
    expect(problem).toContain('K: found characters that no header takes')
    expect(problem).not.toContain('secret')
  })

  it('may be user information of the URL, in none of the addresses', () => {
    const target = upstreamTarget({ ...WISH, url: 'http://me:p%40ss@h/v1' }, {})
    const coded = Buffer.from('me:p@ss').toString('base64')
    expect(target).toEqual({
      origin: 'http://h',
      path: '/v1/chat/completions',
      model: 'm',
      authorization: `Basic ${coded}`,
      secrets: [coded, 'p@ss', 'p%40ss'],
    })
    expect(upstreamTarget({ ...WISH, url: 'http://me:pass@h/v1' }, { K: 'k' })).toMatchObject({
      authorization: 'Bearer k',
    })
  })
})
