import { z } from 'zod'
import { openaiChat } from '../../core/dialect/openai-chat.ts'
import { chatEncoder, completionId, wholeChatAnswer } from '../encode/openai-chat.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'

const text = z.string({ error: 'allowed: a text' })
const number = z.number({ error: 'allowed: a number' }).nullish()
const limit = z
  .int({ error: 'allowed: a whole number from 1' })
  .min(1, { error: 'allowed: a whole number from 1' })
  .nullish()
const flag = z.boolean({ error: 'allowed: true or false' }).nullish()
const ROLES = ['developer', 'system', 'user', 'assistant', 'tool', 'function'] as const

const part = z.looseObject(
  { type: text, text: text.optional() },
  { error: 'allowed: an object with a type' },
)
const message = z.looseObject(
  {
    role: z.enum(ROLES, { error: `allowed: ${ROLES.join(', ')}` }),
    content: z
      .union([z.string(), z.array(part)], { error: 'allowed: a text or a list of parts' })
      .nullish(),
  },
  { error: 'allowed: an object with role and content' },
)

/** Only what changes the answer is checked; everything else that the API knows is accepted and has no effect. */
const schema = z.looseObject({
  model: text.min(1, { error: 'allowed: the name of a model' }),
  messages: z
    .array(message, { error: 'allowed: a list of messages' })
    .min(1, { error: 'allowed: at least one message' }),
  stream: flag,
  stream_options: z.looseObject({ include_usage: flag }, { error: 'allowed: an object' }).nullish(),
  max_tokens: limit,
  max_completion_tokens: limit,
  n: z.literal(1, { error: 'allowed: 1' }).nullish(),
  temperature: number,
  top_p: number,
})

type ChatBody = z.infer<typeof schema>

/** `/v1/chat/completions`. */
export const openaiChatDoor: ChatDoor = {
  dialect: openaiChat.name,
  read({ body }) {
    const checked = check(schema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const request = checked.value
    const answer = (seed: number, key: string) => ({
      id: completionId(seed, key),
      model: request.model,
      includeUsage: request.stream_options?.include_usage === true,
      promptTokens: promptTokens(request),
    })
    return {
      value: {
        stream: request.stream === true,
        maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
        encoder: (seed, key) => chatEncoder(answer(seed, key)),
        whole: (seed, key) => wholeChatAnswer(answer(seed, key)),
      },
    }
  },
}

/** English runs at about four bytes a token (OpenAI's own rule of thumb); exact counts would need a tokenizer. */
const BYTES_PER_TOKEN = 4

function promptTokens({ messages }: ChatBody): number {
  const texts = messages.flatMap(({ content }) =>
    typeof content === 'string' ? [content] : (content ?? []).map((one) => one.text ?? ''),
  )
  return Math.ceil(Buffer.byteLength(texts.join('')) / BYTES_PER_TOKEN)
}
