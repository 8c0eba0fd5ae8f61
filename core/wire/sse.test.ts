import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeSse, encodeSseComment, type SseMessage } from './sse-encode.ts'
import { createSseParser, type SseEvent } from './sse-parser.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function parse(portions: readonly Uint8Array[], maxEventBytes?: number) {
  const events: SseEvent[] = []
  const retries: number[] = []
  let oversize = 0
  const parser = createSseParser({
    onEvent: (event) => events.push(event),
    onRetry: (retryMs) => retries.push(retryMs),
    onOversize: () => oversize++,
    ...(maxEventBytes === undefined ? {} : { maxEventBytes }),
  })
  for (const portion of portions) parser.feed(portion)
  return { events, retries, oversize, unfinished: parser.end() }
}

const message = (data: string, id = '', event = 'message'): SseEvent => ({ event, data, id })

describe('the parser keeps to the HTML standard', () => {
  const rows: readonly (readonly [string, string, readonly SseEvent[]])[] = [
    ['one event', 'data: a\n\n', [message('a')]],
    ['CRLF', 'data: a\r\n\r\n', [message('a')]],
    ['bare CR', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
    ['mixed line ends', 'data: a\r\n\ndata: b\n\r\n', [message('a'), message('b')]],
    ['several data lines', 'data: a\ndata: b\n\n', [message('a\nb')]],
    ['no space after the colon', 'data:a\n\n', [message('a')]],
    ['only one space is taken', 'data:  a\n\n', [message(' a')]],
    ['a field without a colon', 'data\n\n', [message('')]],
    ['two empty data lines', 'data\ndata\n\n', [message('\n')]],
    ['an empty data line dispatches', 'data:\n\n', [message('')]],
    ['a block without data dispatches nothing', 'event: x\n\ndata: a\n\n', [message('a')]],
    ['comments', ': hi\ndata: a\n:\n\n', [message('a')]],
    ['unknown fields', 'dat: b\nDATA: c\ndata: a\n\n', [message('a')]],
    ['an event name', 'event: x\ndata: a\n\n', [message('a', '', 'x')]],
    ['an empty event name', 'event:\ndata: a\n\n', [message('a')]],
    ['ids stay', 'id: 7\ndata: a\n\ndata: b\n\n', [message('a', '7'), message('b', '7')]],
    ['an empty id resets', 'id: 7\ndata: a\n\nid\ndata: b\n\n', [message('a', '7'), message('b')]],
    ['an id with NUL is ignored', 'id: 7\n\nid: 8\0\ndata: a\n\n', [message('a', '7')]],
    ['an id without data counts', 'id: 7\n\ndata: a\n\n', [message('a', '7')]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
    ['a second byte order mark is text', '\uFEFF\uFEFFdata: a\n\n', []],
    ['a mark within data stays', 'data: \uFEFFa\n\n', [message('\uFEFFa')]],
    ['an event without its blank line is dropped', 'data: a\n\ndata: b\n', [message('a')]],
    ['an unfinished line is dropped', 'data: a\n\ndata: b', [message('a')]],
    ['a colon in the value', 'data: a: b\n\n', [message('a: b')]],
    ['characters of two to four bytes', 'data: é→😀\n\n', [message('é→😀')]],
  ]
  it.each(rows)('%s', (_, text, events) => {
    const bytes = bytesOf(text)
    expect(parse([bytes]).events).toEqual(events)
    expect(parse(Array.from(bytes, (byte) => Uint8Array.of(byte))).events).toEqual(events)
    for (let at = 0; at <= bytes.length; at++) {
      expect(parse([bytes.subarray(0, at), bytes.subarray(at)]).events).toEqual(events)
    }
  })

  it('takes a retry of digits only', () => {
    expect(parse([bytesOf('retry: 250\nretry: 1.5\nretry: -1\nretry:\n\n')]).retries).toEqual([250])
  })

  it('says whether an unfinished event was dropped', () => {
    expect(parse([bytesOf('data: a\n\n')]).unfinished).toBe(false)
    expect(parse([bytesOf('data: a\n\ndata')]).unfinished).toBe(true)
    expect(parse([bytesOf('data: a\n')]).unfinished).toBe(true)
  })

  it('drops an event above the limit as a whole and reads on, in bounded memory', () => {
    const text = `data: ${'x'.repeat(200)}\ndata: y\n\ndata: a\n\n`
    for (const portions of [[bytesOf(text)], [...bytesOf(text)].map((b) => Uint8Array.of(b))]) {
      expect(parse(portions, 100)).toMatchObject({ events: [message('a')], oversize: 1 })
    }
    expect(parse([bytesOf(`data: ${'x'.repeat(94)}\n\n`)], 100).events).toHaveLength(1)
    expect(parse([bytesOf(`data: ${'x'.repeat(95)}\n\n`)], 100)).toMatchObject({
      events: [],
      oversize: 1,
    })
  })

  it('decodes ill-formed UTF-8 as the Encoding Standard does', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (data) => {
        const value = data.filter((byte) => byte !== 0x0a && byte !== 0x0d)
        const bytes = Uint8Array.from([...bytesOf('data: '), ...value, 0x0a, 0x0a])
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(value)
        expect(parse([bytes]).events).toEqual([message(text)])
      }),
    )
  })
})

const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n\0]/g, ' '))
const anyMessage: fc.Arbitrary<SseMessage> = fc.record(
  {
    data: fc.array(line).map((lines) => lines.join('\n')),
    event: line,
    id: line,
    retryMs: fc.nat(),
  },
  { requiredKeys: ['data'] },
)

/** What a reader must make of the messages. */
function expected(messages: readonly SseMessage[]): readonly SseEvent[] {
  let last = ''
  return messages.map(({ data, event, id }) => {
    last = id ?? last
    return message(data, last, event === undefined || event === '' ? 'message' : event)
  })
}

describe('encode and parse', () => {
  it('give the messages back, however the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(anyMessage), fc.array(fc.nat()), (messages, cuts) => {
        const bytes = bytesOf(messages.map(encodeSse).join(encodeSseComment('keep-alive')))
        const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b)
        const portions = [...places, bytes.length].map((end, i) =>
          bytes.subarray(i === 0 ? 0 : places[i - 1], end),
        )
        expect(parse(portions).events).toEqual(expected(messages))
      }),
    )
  })

  it.each([{ event: 'a\nb' }, { event: 'a\r' }, { id: '1\n' }, { id: '1\0' }])(
    'refuses %o, which would break the format',
    (wrong) => {
      expect(() => encodeSse({ data: 'a', ...wrong })).toThrow(RangeError)
    },
  )
})
