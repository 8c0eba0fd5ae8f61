import { errorObject } from '../request/error-object.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'
import { type ChatAnswer, TERMINATOR, usage } from './openai-chat.ts'
import { CREATED_S } from './random-id.ts'
import { dataEvent, MARK, template } from './template.ts'

/**
 * The chunks of openai/openai-node src/resources/completions.ts. This endpoint has no place for reasoning: such tokens are
 * text here.
 */
export function completionEncoder(answer: ChatAnswer): Encoder {
  const chunk = (text: string, reason: string | null): string =>
    dataEvent({ ...head(answer), choices: [choice(text, reason)] })
  const said = template(chunk(MARK, null))
  return {
    opening: '',
    token: (text) => said.with(text),
    finish: (step, sent) =>
      chunk('', step.reason) +
      (answer.includeUsage ? usageChunk(answer, sent) : '') +
      (step.unterminated === true ? '' : TERMINATOR),
    error: (kind) => dataEvent(errorObject(kind)),
    part: said.part,
  }
}

/** The `text_completion` document of the same answer. */
export const wholeCompletion =
  (answer: ChatAnswer): WholeAnswer =>
  ({ text, reasoning, tokens }, reason) => ({
    ...head(answer),
    choices: [choice(reasoning + text, reason)],
    usage: usage(answer.promptTokens, tokens, 0),
  })

const choice = (text: string, reason: string | null): object => ({
  index: 0,
  text,
  logprobs: null,
  finish_reason: reason,
})
const head = (answer: ChatAnswer): object => ({
  id: `cmpl-${answer.id}`,
  object: 'text_completion',
  created: CREATED_S,
  model: answer.model,
})
const usageChunk = (answer: ChatAnswer, sent: number): string =>
  dataEvent({ ...head(answer), choices: [], usage: usage(answer.promptTokens, sent, 0) })
