import { describe, expect, it } from 'vitest'
import { createAnswerReader, type Part } from './answer-reader.ts'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8')
const event = (json: object): string => `data: ${JSON.stringify(json)}\n\n`
const delta = (fields: object, finish: string | null = null): string =>
  event({ choices: [{ index: 0, delta: fields, finish_reason: finish }] })
const said = (content: string): string => delta({ content })
const STOP = delta({}, 'stop')
const DONE = 'data: [DONE]\n\n'

function read(portions: readonly Buffer[]) {
  const reader = createAnswerReader()
  const parts = portions.flatMap((portion) => reader.feed(portion))
  return { parts, last: reader.end(), facts: reader.facts }
}
const text = (...texts: readonly string[]): readonly Part[] =>
  texts.map((one) => ({ kind: 'text', text: one }))
const names = (parts: readonly Part[]): readonly string[] =>
  parts.map((part) => (part.kind === 'failed' ? part.failure.name : part.kind))

describe('a streamed answer', () => {
  const whole = delta({ role: 'assistant', content: '' }) + said('a') + said('é→😀') + STOP + DONE

  it('is its texts and one end, however its bytes are split', () => {
    const bytes = bytesOf(whole)
    const expected = [...text('a', 'é→😀'), { kind: 'done' }]
    expect(read([bytes]).parts).toEqual(expected)
    expect(read(Array.from(bytes, (byte) => Buffer.of(byte))).parts).toEqual(expected)
    for (let at = 0; at <= bytes.length; at++) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)]).parts).toEqual(expected)
    }
  })

  it('keeps reasoning, tool calls, finish reason and usage apart', () => {
    const usage = {
      prompt_tokens: 3,
      completion_tokens: 5,
      completion_tokens_details: { reasoning_tokens: 2 },
    }
    const { parts, facts } = read([
      bytesOf(
        delta({ reasoning_content: 'hm' }) +
          delta({ reasoning: 'hm' }) +
          delta({ tool_calls: [{ function: { arguments: '{' } }] }) +
          said('a') +
          delta({ content: null }, 'length') +
          event({ choices: [], usage }) +
          DONE,
      ),
    ])
    expect(parts).toEqual([...text('a'), { kind: 'done' }])
    expect(facts).toEqual({
      reasoningEvents: 2,
      toolCallEvents: 1,
      finishReason: 'length',
      usage: { inputTokens: 3, outputTokens: 5, reasoningTokens: 2 },
      terminated: true,
    })
  })

  it('takes a replacement character of the text itself for text', () => {
    expect(read([bytesOf(said('a\ufffd') + STOP + DONE)]).parts).toEqual([
      ...text('a\ufffd'),
      { kind: 'done' },
    ])
  })

  it('keeps a character whole of which two deltas bring a half each', () => {
    const halves = said('a\ud83d') + said('\ude00b') + said('\ud83d')
    expect(read([bytesOf(halves + STOP + DONE)]).parts).toEqual([
      ...text('a', '😀b', '\ud83d'),
      { kind: 'done' },
    ])
  })

  it('says nothing more after its end', () => {
    const { parts, last } = read([bytesOf(whole + said('b')), bytesOf(said('c') + 'data: {')])
    expect(names(parts)).toEqual(['text', 'text', 'done'])
    expect(last).toEqual([])
  })
})

describe('a stream that is no whole answer', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['ends before the finish reason', said('a'), ['text', 'cut']],
    ['ends within an event', `${said('a')}data: {"choi`, ['text', 'cut']],
    ['ends without a byte', '', ['cut']],
    ['lacks the terminator', said('a') + STOP, ['text', 'unterminated']],
    ['lacks the finish reason', said('a') + DONE, ['text', 'unfinished']],
    [
      'holds an event that does not parse',
      `${said('a')}data: {"a"\n\n${STOP}${DONE}`,
      ['text', 'corrupt'],
    ],
    ['holds an event that is no object', `data: 7\n\n${STOP}${DONE}`, ['corrupt']],
    ['holds an error', said('a') + event({ error: { message: 'no' } }) + DONE, ['text', 'error']],
    ['holds an error that is a text', event({ error: 'no' }) + STOP + DONE, ['error']],
  ])('%s: %s', (_, body, expected) => {
    const { parts, last } = read([bytesOf(body)])
    expect(names([...parts, ...last])).toEqual(expected)
  })

  it.each([1, 7, 1_000])('holds bytes that are not UTF-8, in portions of %i', (size) => {
    const [head = '', tail = ''] = (said('a') + said('b!c') + STOP + DONE).split('!')
    const bytes = Buffer.concat([bytesOf(head), Buffer.of(0xff), bytesOf(tail)])
    const portions = Array.from({ length: Math.ceil(bytes.length / size) }, (__, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect(names(read(portions).parts)).toEqual(['text', 'corrupt'])
  })

  it('repeats the words and the code of the provider', () => {
    const error = { message: 'Overloaded', type: 'server_error', code: 'overloaded' }
    expect(read([bytesOf(event({ error }))]).parts).toEqual([
      {
        kind: 'failed',
        failure: { name: 'error', status: 502, message: 'Overloaded', code: 'overloaded' },
      },
    ])
    const [numbered] = read([bytesOf(event({ error: { message: 'no', code: 400 } }))]).parts
    expect(numbered).toMatchObject({ failure: { code: '400' } })
  })
})
