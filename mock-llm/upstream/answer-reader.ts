import { openaiChat } from '../../core/dialect/openai-chat.ts'
import type { UpstreamUsage } from '../../core/truth.ts'
import { createSseParser, type SseEvent } from '../../core/wire/sse-parser.ts'
import { atPath, textAt } from './at-path.ts'
import { type Failure, failure } from './failure.ts'

/** One thing of a provider's stream that its client must be told. `done` and `failed` come last, and once. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What a stream said besides its text. */
export interface AnswerFacts {
  /** Events of reasoning: content, but no part of the answer. */
  reasoningEvents: number
  /** Events of tool calls, for which the chat application has no place. */
  toolCallEvents: number
  finishReason?: string
  usage?: UpstreamUsage
  /** The terminator came. */
  terminated: boolean
}

/** Reads the body of one streamed answer; push its bytes in as they come. */
export interface AnswerReader {
  /** What these bytes complete, in order; nothing after `done` or `failed`. */
  readonly feed: (bytes: Uint8Array) => readonly Part[]
  /** The body has ended cleanly. */
  readonly end: () => readonly Part[]
  readonly facts: AnswerFacts
}

const { decode } = openaiChat
/** The first half of a character at the end of a delta: it waits for the second one, since UTF-8 has no halves. */
const HALF_PAIR = /[\ud800-\udbff]$/
/** What the parser puts in place of bytes that are not UTF-8. */
const REPLACEMENT = '\ufffd'

/** Reads OpenAI chat chunks by the dialect's table. */
export function createAnswerReader(): AnswerReader {
  const facts: AnswerFacts = { reasoningEvents: 0, toolCallEvents: 0, terminated: false }
  const check = utf8Check()
  let parts: Part[] = []
  let over = false
  let half = ''
  const say = (text: string): void => {
    const all = half + text
    half = HALF_PAIR.exec(all)?.[0] ?? ''
    const whole = all.slice(0, all.length - half.length)
    if (whole !== '') parts.push({ kind: 'text', text: whole })
  }
  const last = (part: Part): void => {
    over = true
    if (half !== '') parts.push({ kind: 'text', text: half })
    parts.push(part)
  }
  const fail = (failed: Failure): void => last({ kind: 'failed', failure: failed })
  const onEvent = ({ data }: SseEvent): void => {
    if (over) return
    if (isTerminator(data)) {
      facts.terminated = true
      if (facts.finishReason === undefined) fail(UNFINISHED)
      else last({ kind: 'done' })
      return
    }
    if (!check.ok() && data.includes(REPLACEMENT)) {
      fail(NOT_UTF8)
      return
    }
    const json = parsed(data)
    if (json === undefined) fail(NOT_JSON)
    else readChunk(json, facts, { text: say, fail })
  }
  const parser = createSseParser({ onEvent, onOversize: () => over || fail(TOO_LARGE) })
  const taken = (): readonly Part[] => {
    const all = parts
    parts = []
    return all
  }
  return {
    facts,
    feed(bytes) {
      if (over) return []
      check.see(bytes)
      parser.feed(bytes)
      return taken()
    },
    end() {
      if (over) return []
      fail(facts.finishReason === undefined ? CUT : UNTERMINATED)
      return taken()
    },
  }
}

interface Told {
  readonly text: (text: string) => void
  readonly fail: (failed: Failure) => void
}

function readChunk(json: unknown, facts: AnswerFacts, told: Told): void {
  const error = decode.error
    .map((path) => atPath(json, path))
    .find((one) => one !== undefined && one !== null)
  if (error !== undefined) {
    told.fail(errorIn(json))
    return
  }
  const text = textAt(json, decode.content)
  if (text !== '') told.text(text)
  if (textAt(json, decode.reasoning) !== '') facts.reasoningEvents++
  if (textAt(json, decode.toolCall) !== '') facts.toolCallEvents++
  const finish = decode.finish === undefined ? '' : textAt(json, [decode.finish])
  if (finish !== '') facts.finishReason = finish
  const usage = usageIn(json)
  if (usage !== undefined) facts.usage = usage
}

/** The error that a document of the provider holds, in its own words. */
export function errorIn(json: unknown): Failure {
  const message = textAt(json, decode.errorMessage)
  const code = codeIn(json)
  return {
    ...failure('error', message === '' ? 'The provider reported an error.' : message),
    ...(code === '' ? {} : { code }),
  }
}

/** A code may be a number (vLLM says 400). */
function codeIn(json: unknown): string {
  for (const path of decode.errorCode) {
    const code = atPath(json, path)
    if (typeof code === 'number' || (typeof code === 'string' && code !== '')) return String(code)
  }
  return ''
}

function usageIn(json: unknown): UpstreamUsage | undefined {
  const usage: Record<string, number> = {}
  for (const [name, path] of Object.entries(decode.usage ?? {})) {
    const count = typeof path === 'string' ? atPath(json, path) : undefined
    if (typeof count === 'number') usage[name] = count
  }
  return Object.keys(usage).length === 0 ? undefined : usage
}

const isTerminator = (data: string): boolean =>
  decode.terminator?.kind === 'data' && data === decode.terminator.equals

/** The JSON object of an event; undefined for anything else. */
export function parsed(data: string): object | undefined {
  try {
    const json: unknown = JSON.parse(data)
    return typeof json === 'object' && json !== null ? json : undefined
  } catch {
    return undefined
  }
}

/** Watches bytes for what is not UTF-8, also across their portions; a replacement character of the text itself is none. */
function utf8Check(): { readonly see: (bytes: Uint8Array) => void; readonly ok: () => boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let ok = true
  return {
    ok: () => ok,
    see(bytes) {
      if (!ok) return
      try {
        decoder.decode(bytes, { stream: true })
      } catch {
        ok = false
      }
    },
  }
}

const CUT = failure('cut', "The provider's stream ended before the answer did.")
const UNTERMINATED = failure('unterminated', "The provider's stream ended without its terminator.")
const UNFINISHED = failure('unfinished', "The provider's stream ended without a finish reason.")
const NOT_JSON = failure('corrupt', 'An event of the provider is no JSON object.')
const NOT_UTF8 = failure('corrupt', 'An event of the provider is not UTF-8.')
const TOO_LARGE = failure('corrupt', 'An event of the provider is too large to be read.')
