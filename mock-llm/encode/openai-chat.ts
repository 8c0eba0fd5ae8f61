import { openaiChat } from '../../core/dialect/openai-chat.ts'
import { seededRandom } from '../../core/random.ts'
import { encodeSse } from '../../core/wire/sse-encode.ts'
import { errorObject } from '../request/error-object.ts'
import { HALF_CHARACTER, jsonBytes, utf8Bytes } from './bytes.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'

/** What the answers of one request have in common. */
export interface ChatAnswer {
  readonly id: string
  readonly model: string
  readonly includeUsage: boolean
  readonly promptTokens: number
}

/** Fixed, since the same (seed, key) promises the same bytes: 2025-01-01T00:00:00Z. */
const CREATED = 1_735_689_600
const FINGERPRINT = 'fp_streamgauge'
const TERMINATOR = String(openaiChat.decode.terminator?.equals)
const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const ID_LENGTH = 29

/** `chatcmpl-…`, a pure function of (seed, key). */
export function completionId(seed: number, key: string): string {
  const random = seededRandom(seed).fork(key).fork('id')
  const letters = Array.from({ length: ID_LENGTH }, () =>
    ID_LETTERS.charAt(random.below(ID_LETTERS.length)),
  )
  return `chatcmpl-${letters.join('')}`
}

/**
 * The chunks of openai/openai-node src/resources/chat/completions/completions.ts. Everything but the token's text is
 * the same in each chunk of an answer and is encoded once.
 */
export function chatEncoder(answer: ChatAnswer): Encoder {
  const usageField = answer.includeUsage ? { usage: null } : {}
  const chunk = (delta: object, reason: string | null): string =>
    event({
      ...head(answer, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      ...usageField,
    })
  const [prefix, suffix] = around(chunk({ content: MARK }, null))
  return {
    opening: chunk({ role: 'assistant', content: '', refusal: null }, null),
    token: (text) => prefix + jsonBytes(text) + suffix,
    finish: (step, sent) =>
      chunk({}, step.reason) +
      (answer.includeUsage ? usageChunk(answer, sent) : '') +
      (step.unterminated === true ? '' : encodeSse({ data: TERMINATOR })),
    error: (kind) => event(errorObject(kind)),
    part: (text, how) =>
      prefix + jsonBytes(text).slice(0, -1) + (how === 'mid-char' ? HALF_CHARACTER : ''),
  }
}

/** The `chat.completion` document of the same answer. */
export const wholeChatAnswer =
  (answer: ChatAnswer): WholeAnswer =>
  (text, reason, sent) => ({
    ...head(answer, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: reason,
      },
    ],
    usage: usage(answer, sent),
  })

/** Stands for the token's text while the chunk around it is encoded. */
const MARK = '\u0000token\u0000'

function around(chunk: string): readonly [string, string] {
  const mark = jsonBytes(MARK)
  const at = chunk.lastIndexOf(mark)
  return [chunk.slice(0, at), chunk.slice(at + mark.length)]
}

const event = (json: unknown): string => utf8Bytes(encodeSse({ data: JSON.stringify(json) }))

const head = (answer: ChatAnswer, object: string): object => ({
  id: answer.id,
  object,
  created: CREATED,
  model: answer.model,
  service_tier: 'default',
  system_fingerprint: FINGERPRINT,
})

const usageChunk = (answer: ChatAnswer, sent: number): string =>
  event({ ...head(answer, 'chat.completion.chunk'), choices: [], usage: usage(answer, sent) })

const usage = (answer: ChatAnswer, sent: number): object => ({
  prompt_tokens: answer.promptTokens,
  completion_tokens: sent,
  total_tokens: answer.promptTokens + sent,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})
