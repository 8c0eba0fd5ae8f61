import type { FinishStep } from '../../core/plan/plan.ts'
import { ollamaErrors } from '../request/ollama-errors.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'
import { jsonLine, MARK, template } from './template.ts'
import { parsedArguments, type ToolCall } from './tool-call.ts'

/** What the answers of one request have in common. */
export interface OllamaAnswer {
  readonly model: string
  readonly promptTokens: number
  /** `/api/chat` nests the text in a message, `/api/generate` does not. */
  readonly endpoint: 'chat' | 'generate'
  readonly call?: ToolCall | undefined
}

/** Fixed, since the same (seed, key) promises the same bytes. */
const CREATED_AT = '2025-01-01T00:00:00Z'
const NS_PER_TOKEN = 1_000_000
const LOAD_NS = 1_000_000

/**
 * The lines of ollama/ollama-js src/interfaces.ts (ChatResponse, GenerateResponse). A tool call arrives whole, in
 * one line, and counts as one token.
 */
export function ollamaEncoder(answer: OllamaAnswer): Encoder {
  const { call } = answer
  const said = template(jsonLine(line(answer, { text: MARK })))
  const thought = template(jsonLine(line(answer, { text: '', thinking: MARK })))
  let current = said
  return {
    opening: '',
    token(text, _, reasoning) {
      current = reasoning === true ? thought : said
      return call === undefined || reasoning === true
        ? current.with(text)
        : jsonLine(line(answer, { text: '', call, argumentsText: text }))
    },
    finish: (step, sent) =>
      step.unterminated === true
        ? ''
        : jsonLine({ ...line(answer, { text: '' }), ...ending(answer, step.reason, sent) }),
    error: (kind) => jsonLine(ollamaErrors.failed(kind).body),
    part: (text, how) => current.part(text, how),
  }
}

/** The same answer in one document. */
export const wholeOllama =
  (answer: OllamaAnswer): WholeAnswer =>
  ({ text, reasoning, tokens, reasoningTokens }, reason) => ({
    ...line(answer, {
      text: answer.call === undefined ? text : '',
      ...(reasoningTokens > 0 && { thinking: reasoning }),
      ...(answer.call !== undefined &&
        tokens > reasoningTokens && { call: answer.call, argumentsText: text }),
    }),
    ...ending(answer, reason, tokens),
  })

interface Said {
  readonly text: string
  readonly thinking?: string
  readonly call?: ToolCall
  readonly argumentsText?: string
}

function line({ model, endpoint }: OllamaAnswer, said: Said): object {
  const { text, thinking, call, argumentsText = '' } = said
  const more = {
    ...(thinking !== undefined && { thinking }),
    ...(call !== undefined && {
      tool_calls: [{ function: { name: call.name, arguments: parsedArguments(argumentsText) } }],
    }),
  }
  return {
    model,
    created_at: CREATED_AT,
    ...(endpoint === 'chat'
      ? { message: { role: 'assistant', content: text, ...more } }
      : { response: text, ...more }),
    done: false,
  }
}

/** Durations are made up from the counts, since those that were measured differ each time. */
const ending = (
  { promptTokens, endpoint }: OllamaAnswer,
  reason: FinishStep['reason'],
  sent: number,
): object => ({
  done: true,
  done_reason: reason,
  ...(endpoint === 'generate' && { context: [] }),
  total_duration: LOAD_NS + (promptTokens + sent) * NS_PER_TOKEN,
  load_duration: LOAD_NS,
  prompt_eval_count: promptTokens,
  prompt_eval_duration: promptTokens * NS_PER_TOKEN,
  eval_count: sent,
  eval_duration: sent * NS_PER_TOKEN,
})
