import type { FinishStep } from '../../core/plan/plan.ts'
import { geminiErrors } from '../request/gemini-errors.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'
import { dataEvent, MARK, template } from './template.ts'
import { utf8Bytes } from './bytes.ts'
import { parsedArguments, type ToolCall } from './tool-call.ts'

/** What the answers of one request have in common. */
export interface GeminiAnswer {
  readonly id: string
  readonly model: string
  readonly promptTokens: number
  readonly call?: ToolCall | undefined
}

/**
 * The events of googleapis/js-genai src/types.ts (GenerateContentResponse): one `data:` line each, since that SDK drops an
 * event with any other line in it. The finish reason and the full usage come in an event of their own with an empty
 * text; a tool call arrives whole and counts as one token.
 */
export function geminiEncoder(answer: GeminiAnswer, framing: 'sse' | 'json-array'): Encoder {
  const { call } = answer
  const event = framing === 'sse' ? dataEvent : arrayElement
  const chunk = (parts: readonly object[]): string => event(response(answer, { parts }))
  const said = template(chunk([{ text: MARK }]))
  const thought = template(chunk([{ text: MARK, thought: true }]))
  const separated = framing === 'sse' ? (bytes: string): string => bytes : separator()
  let reasoningTokens = 0
  let current = said
  return {
    opening: framing === 'sse' ? '' : '[',
    token(text, _, reasoning) {
      current = reasoning === true ? thought : said
      if (reasoning === true) reasoningTokens++
      return separated(
        call === undefined || reasoning === true
          ? current.with(text)
          : chunk([functionCall(call, text)]),
      )
    },
    finish(step, sent) {
      const last = response(answer, {
        parts: [{ text: '' }],
        reason: step.reason,
        tokens: sent,
        reasoningTokens,
      })
      if (step.unterminated === true)
        return framing === 'sse' ? event(last) : separated(event(last))
      return framing === 'sse' ? event(last) : `${separated(event(last))}]\n`
    },
    error(kind) {
      const bytes = separated(event(geminiErrors.failed(kind).body))
      return framing === 'sse' ? bytes : `${bytes}]\n`
    },
    part: (text, how) => separated(current.part(text, how)),
  }
}

const arrayElement = (json: unknown): string => utf8Bytes(JSON.stringify(json))

/** Puts a comma before each element but the first. */
function separator(): (bytes: string) => string {
  let first = true
  return (bytes) => {
    const before = first ? '' : ',\n'
    first = false
    return before + bytes
  }
}

interface Part {
  readonly parts: readonly object[]
  readonly reason?: FinishStep['reason']
  readonly tokens?: number
  readonly reasoningTokens?: number
}

const REASONS = { stop: 'STOP', length: 'MAX_TOKENS' } as const

const response = (answer: GeminiAnswer, part: Part): object => ({
  candidates: [
    {
      content: { parts: part.parts, role: 'model' },
      ...(part.reason !== undefined && { finishReason: REASONS[part.reason] }),
      index: 0,
    },
  ],
  usageMetadata: usage(answer, part),
  modelVersion: answer.model,
  responseId: answer.id,
})

/** Thoughts are counted apart from the candidate's tokens. */
function usage({ promptTokens }: GeminiAnswer, { tokens, reasoningTokens = 0 }: Part): object {
  if (tokens === undefined) {
    return { promptTokenCount: promptTokens, totalTokenCount: promptTokens }
  }
  return {
    promptTokenCount: promptTokens,
    candidatesTokenCount: tokens - reasoningTokens,
    totalTokenCount: promptTokens + tokens,
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
  }
}

const functionCall = ({ id, name }: ToolCall, argumentsText: string): object => ({
  functionCall: { id, name, args: parsedArguments(argumentsText) },
})

/** The same answer in one document. */
export const wholeGemini =
  (answer: GeminiAnswer): WholeAnswer =>
  ({ text, reasoning, tokens, reasoningTokens }, reason) =>
    response(answer, {
      parts: [
        ...(reasoningTokens > 0 ? [{ text: reasoning, thought: true }] : []),
        ...(tokens === reasoningTokens
          ? []
          : [answer.call === undefined ? { text } : functionCall(answer.call, text)]),
      ],
      reason,
      tokens,
      reasoningTokens,
    })
