import { describe, expect, it } from 'vitest'
import { readOverrides } from '../request/overrides.ts'
import { questionOf } from './question.ts'

const nothing = { prompt: 'hi', stream: undefined, key: undefined, overrides: {} }

describe('a question to the provider', () => {
  it('brings no header that the client did not send', () => {
    expect(questionOf(nothing)).toEqual({ prompt: 'hi', headers: {} })
  })

  it('brings name, key and x-mock of the client, which mean the same at the provider', () => {
    const mock = '{"tokens":5,"fault":[{"type":"cut","afterTokens":2,"how":"reset"}]}'
    const read = readOverrides(mock)
    const overrides = 'value' in read ? read.value : nothing.overrides
    const { headers } = questionOf({ prompt: 'hi', stream: 'r/1', key: 'k/1', overrides })
    expect(headers).toEqual({
      'x-request-id': 'r/1',
      'x-mock-key': 'k/1',
      'x-mock': expect.any(String),
    })
    expect(readOverrides(headers['x-mock'])).toEqual(read)
  })

  it.each(['a\r\nb: c', '→', ''])('leaves a name behind that no header takes: %j', (stream) => {
    expect(questionOf({ ...nothing, stream }).headers).toEqual({})
  })
})
