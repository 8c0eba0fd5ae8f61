import { z } from 'zod'
import { openaiCompletions } from '../../core/dialect/openai-completions.ts'
import { completionEncoder, wholeCompletion } from '../encode/openai-completions.ts'
import { randomId } from '../encode/random-id.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'
import { flag, limit, modelName, number, object } from './fields.ts'
import { promptTokens } from './prompt-tokens.ts'

/** A prompt of token numbers is taken too; a list of several prompts asks for several answers and is not. */
const prompt = z.union([z.string(), z.array(z.string()).length(1), z.array(z.number()).min(1)], {
  error: 'allowed: a text, a list of one text or a list of token numbers',
})
const one = z.literal(1, { error: 'allowed: 1' }).nullish()

const schema = z.looseObject({
  model: modelName,
  prompt,
  stream: flag,
  stream_options: object({ include_usage: flag }).nullish(),
  max_tokens: limit,
  n: one,
  best_of: one,
  echo: z.literal(false, { error: 'allowed: false' }).nullish(),
  temperature: number,
})

const ID_LENGTH = 29

/** `/v1/completions`. */
export const openaiCompletionsDoor: ChatDoor = {
  dialect: openaiCompletions.name,
  requestIdHeader: 'x-request-id',
  read({ body }) {
    const checked = check(schema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const request = checked.value
    const answer = (seed: number, key: string) => ({
      id: randomId({ seed, key }, 'id', ID_LENGTH),
      model: request.model,
      includeUsage: request.stream_options?.include_usage === true,
      promptTokens: countOf(request.prompt),
    })
    return {
      value: {
        stream: request.stream === true,
        maxTokens: request.max_tokens ?? undefined,
        encoder: (seed, key) => completionEncoder(answer(seed, key)),
        whole: (seed, key) => wholeCompletion(answer(seed, key)),
      },
    }
  },
}

function countOf(given: string | readonly string[] | readonly number[]): number {
  if (typeof given === 'string') return promptTokens([given])
  const texts = given.filter((item) => typeof item === 'string')
  return texts.length > 0 ? promptTokens(texts) : given.length
}
