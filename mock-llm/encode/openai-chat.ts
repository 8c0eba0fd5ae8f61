import { openaiChat } from '../../core/dialect/openai-chat.ts'
import type { FinishStep } from '../../core/plan/plan.ts'
import { encodeSse } from '../../core/wire/sse-encode.ts'
import { errorObject } from '../request/error-object.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'
import { CREATED_S } from './random-id.ts'
import { dataEvent, MARK, template } from './template.ts'
import type { ToolCall } from './tool-call.ts'

/** What the answers of one request have in common. */
export interface ChatAnswer {
  readonly id: string
  readonly model: string
  readonly includeUsage: boolean
  readonly promptTokens: number
  /** The answer is this call. */
  readonly call?: ToolCall | undefined
}

const FINGERPRINT = 'fp_streamgauge'
export const TERMINATOR = encodeSse({ data: String(openaiChat.decode.terminator?.equals) })

/**
 * The chunks of openai/openai-node src/resources/chat/completions/completions.ts. Everything but the token's text is
 * the same in each chunk of an answer and is encoded once. Reasoning goes out as vLLM and DeepSeek send it.
 */
export function chatEncoder(answer: ChatAnswer): Encoder {
  const { call } = answer
  const usageField = answer.includeUsage ? { usage: null } : {}
  const chunk = (delta: object, reason: string | null): string =>
    dataEvent({
      ...head(answer, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      ...usageField,
    })
  const thought = template(chunk({ reasoning_content: MARK }, null))
  const said = template(chunk(call === undefined ? { content: MARK } : fragment(MARK), null))
  let reasoningTokens = 0
  let callOpen = false
  let current = said
  return {
    opening: chunk(
      { role: 'assistant', content: call === undefined ? '' : null, refusal: null },
      null,
    ),
    token(text, _, reasoning) {
      current = reasoning === true ? thought : said
      if (reasoning === true) reasoningTokens++
      else if (call !== undefined && !callOpen) {
        callOpen = true
        return chunk({ tool_calls: [{ index: 0, ...toolCall(call, '') }] }, null) + said.with(text)
      }
      return current.with(text)
    },
    finish: (step, sent) =>
      chunk({}, finishReason(answer, step.reason)) +
      (answer.includeUsage ? usageChunk(answer, sent, reasoningTokens) : '') +
      (step.unterminated === true ? '' : TERMINATOR),
    error: (kind) => dataEvent(errorObject(kind)),
    part: (text, how) => current.part(text, how),
  }
}

const fragment = (text: string): object => ({
  tool_calls: [{ index: 0, function: { arguments: text } }],
})
const toolCall = ({ id, name }: ToolCall, text: string): object => ({
  id: `call_${id}`,
  type: 'function',
  function: { name, arguments: text },
})
const finishReason = ({ call }: ChatAnswer, reason: FinishStep['reason']): string =>
  call !== undefined && reason === 'stop' ? 'tool_calls' : reason

/** The `chat.completion` document of the same answer. */
export const wholeChatAnswer =
  (answer: ChatAnswer): WholeAnswer =>
  ({ text, reasoning, tokens, reasoningTokens }, reason) => ({
    ...head(answer, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.call === undefined ? text : null,
          ...(reasoningTokens > 0 && { reasoning_content: reasoning }),
          refusal: null,
          annotations: [],
          ...(answer.call !== undefined && { tool_calls: [toolCall(answer.call, text)] }),
        },
        logprobs: null,
        finish_reason: finishReason(answer, reason),
      },
    ],
    usage: usage(answer.promptTokens, tokens, reasoningTokens),
  })

const head = (answer: ChatAnswer, object: string): object => ({
  id: `chatcmpl-${answer.id}`,
  object,
  created: CREATED_S,
  model: answer.model,
  service_tier: 'default',
  system_fingerprint: FINGERPRINT,
})

const usageChunk = (answer: ChatAnswer, sent: number, reasoningTokens: number): string =>
  dataEvent({
    ...head(answer, 'chat.completion.chunk'),
    choices: [],
    usage: usage(answer.promptTokens, sent, reasoningTokens),
  })

/** OpenAI's `usage` of both completions endpoints. */
export const usage = (
  inputTokens: number,
  outputTokens: number,
  reasoningTokens: number,
): object => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: reasoningTokens,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})
