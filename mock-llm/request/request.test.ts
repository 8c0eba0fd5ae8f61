import { describe, expect, it } from 'vitest'
import { BODY_LIMIT_BYTES } from './body.ts'
import { jsonBody } from './json-body.ts'
import { requestKey } from './key.ts'
import { openaiChatDoor } from './openai-chat-door.ts'
import { readOverrides } from './overrides.ts'
import { plainDoor } from './plain-door.ts'

type Checked = { readonly problems: readonly { readonly message: string }[] } | object
const problemsIn = (checked: Checked): string =>
  'problems' in checked ? checked.problems.map((problem) => problem.message).join('\n') : 'none'

describe('x-mock', () => {
  it('takes every name at both ends of its range', () => {
    for (const text of [
      '{}',
      '{"ttftMs":0,"gapMs":0,"tokens":0,"gapCv":0,"seed":0,"padBytes":0}',
      '{"ttftMs":600000,"gapMs":60000,"tokens":1000000,"gapCv":10,"seed":9007199254740991,"padBytes":1048576}',
      '{"ttftMs":0.5,"gapMs":0.001,"gapCv":0.3}',
      '{"fault":{"type":"cut","afterTokens":5,"how":"reset","rate":0.05}}',
      '{"fault":[{"type":"stall","afterTokens":1,"forMs":0.5},{"type":"late-by-one"}]}',
      '{"fault":[]}',
      '{"reasoningTokens":0,"toolCall":false}',
      '{"reasoningTokens":1000000,"toolCall":true}',
    ]) {
      expect(problemsIn(readOverrides(text))).toBe('none')
    }
  })

  it.each([
    ['{', 'x-mock: found "{"; allowed: a JSON object'],
    ['[]', 'x-mock: found []; allowed: an object with ttftMs'],
    ['null', 'x-mock: found null'],
    ['{"tokens":null}', 'tokens: found null; allowed: a whole number from 0 to 1000000'],
    ['{"tokens":"5"}', 'tokens: found "5"'],
    ['{"tokens":1.5}', 'tokens: found 1.5'],
    ['{"tokens":1000001}', 'tokens: found 1000001'],
    ['{"ttftMs":-1}', 'ttftMs: found -1; allowed: a number from 0 to 600000'],
    ['{"ttftMs":600001}', 'ttftMs: found 600001'],
    ['{"gapMs":60001}', 'gapMs: found 60001'],
    ['{"gapCv":10.1}', 'gapCv: found 10.1'],
    ['{"seed":9007199254740992}', 'seed: found 9007199254740992'],
    ['{"padBytes":1048577}', 'padBytes: found 1048577'],
    ['{"reasoningTokens":1000001}', 'reasoningTokens: found 1000001; allowed: a whole number'],
    ['{"toolCall":1}', 'toolCall: found 1; allowed: true or false'],
    ['{"token":5}', 'token: unknown name; allowed: ttftMs'],
    ['{"fault":null}', 'fault: found null'],
    ['{"fault":{}}', 'fault.type: found nothing; allowed: cut, stall'],
    ['{"fault":{"type":"split-writes","bytes":0}}', 'fault.bytes: found 0'],
    ['{"fault":{"type":"cut"}}', 'fault.afterTokens: found nothing'],
    [
      '{"fault":{"type":"cut","afterTokens":1,"how":"soft"}}',
      'fault.how: found "soft"; allowed: clean, reset, mid-event, mid-char, no-last-chunk',
    ],
    [
      '{"fault":[{"type":"status","code":200}]}',
      'fault[0].code: found 200; allowed: a whole number from 400 to 599',
    ],
    ['{"fault":{"type":"drop","rate":2}}', 'fault.rate: found 2; allowed: a number from 0 to 1'],
    ['{"fault":{"type":"drop","x":2}}', 'fault.x: unknown name; allowed: type, afterTokens, rate'],
    ['{"fault":{"type":"constructor"}}', 'fault.type: found "constructor"; allowed'],
  ])('%s is refused', (text, part) => {
    expect(problemsIn(readOverrides(text))).toContain(part)
  })

  it('names a fault once, though it breaks two rules', () => {
    const checked = readOverrides('{"seed":9007199254740992}')
    expect('problems' in checked && checked.problems).toHaveLength(1)
  })
})

describe('bodies', () => {
  it.each([
    ['', 'body: found ""; allowed: a JSON object'],
    ['[]', 'body: found a list'],
    ['"x"', 'body: found "x"'],
    ['['.repeat(100_000), 'body: found'],
    [`{"a":${'['.repeat(70)}${']'.repeat(70)}}`, 'more than 64 levels'],
  ])('%.20s is refused', (text, part) => {
    expect(problemsIn(jsonBody(text))).toContain(part)
  })

  it('may be 10 MB large', () => {
    expect(BODY_LIMIT_BYTES).toBe(10_485_760)
  })

  const user = { role: 'user', content: 'hi' }
  it.each<readonly [Record<string, unknown>, string]>([
    [{ messages: [user] }, 'model: found nothing; allowed: a text'],
    [{ model: '', messages: [user] }, 'model: found ""'],
    [{ model: 'm' }, 'messages: found nothing; allowed: a list of messages'],
    [{ model: 'm', messages: [] }, 'messages: found []; allowed: at least one message'],
    [{ model: 'm', messages: ['hi'] }, 'messages[0]: found "hi"'],
    [{ model: 'm', messages: [{ role: 'x' }] }, 'messages[0].role: found "x"; allowed: developer'],
    [{ model: 'm', messages: [{ role: 'user', content: 5 }] }, 'messages[0].content: found 5'],
    [
      { model: 'm', messages: [user], stream: 'yes' },
      'stream: found "yes"; allowed: true or false',
    ],
    [{ model: 'm', messages: [user], max_tokens: 0 }, 'max_tokens: found 0'],
    [
      { model: 'm', messages: [user], max_completion_tokens: 1.5 },
      'max_completion_tokens: found 1.5',
    ],
    [
      { model: 'm', messages: [user], stream_options: { include_usage: 1 } },
      'stream_options.include_usage: found 1',
    ],
    [{ model: 'm', messages: [user], n: 2 }, 'n: found 2; allowed: 1'],
    [{ model: 'm', messages: [user], temperature: 'hot' }, 'temperature: found "hot"'],
  ])('the OpenAI door refuses %j', (body, part) => {
    expect(problemsIn(openaiChatDoor.read({ body, query: new URLSearchParams() }))).toContain(part)
  })

  it.each<Record<string, unknown>>([
    { model: 'm', messages: [user] },
    {
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      tools: [],
    },
    {
      model: 'm',
      messages: [{ role: 'assistant', content: null }],
      max_tokens: null,
      stream: null,
    },
  ])('the OpenAI door takes %j', (body) => {
    expect(problemsIn(openaiChatDoor.read({ body, query: new URLSearchParams() }))).toBe('none')
  })

  it('the plain door wants a prompt, in the body or in the query', () => {
    const query = new URLSearchParams({ prompt: 'hi' })
    const nothing = new URLSearchParams()
    expect(problemsIn(plainDoor.read({ body: { prompt: 'hi' }, query: nothing }))).toBe('none')
    expect(problemsIn(plainDoor.read({ body: undefined, query }))).toBe('none')
    expect(problemsIn(plainDoor.read({ body: {}, query }))).toBe(
      'prompt: found nothing; allowed: a text',
    )
    expect(problemsIn(plainDoor.read({ body: undefined, query: nothing }))).toContain('prompt')
  })
})

describe('the key of a request without one', () => {
  const path = '/v1/chat/completions'
  const key = (body: object, prompt?: string): string => requestKey({ path, body, prompt })

  it('is a SHA-256, whatever the order of names and the way of delivery', () => {
    const plain = key({ model: 'm', messages: [{ role: 'user', content: 'hi' }] })
    expect(plain).toMatch(/^[0-9a-f]{64}$/)
    expect(
      key({
        messages: [{ content: 'hi', role: 'user' }],
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 5,
        max_completion_tokens: 6,
        max_output_tokens: 7,
        model: 'm',
      }),
    ).toBe(plain)
  })

  it('differs by path, prompt, and everything else in the body', () => {
    const keys = [
      key({ a: 1 }),
      key({ a: 2 }),
      key({ a: [1, 2] }),
      key({ a: [2, 1] }),
      key({ a: { stream: true } }),
      key({ a: {} }),
      key({ a: 1 }, 'p'),
      requestKey({ path: '/other', body: { a: 1 } }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})
