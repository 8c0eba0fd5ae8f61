import { z } from 'zod'
import { openaiChat } from '../../core/dialect/openai-chat.ts'
import { chatEncoder, wholeChatAnswer } from '../encode/openai-chat.ts'
import { randomId } from '../encode/random-id.ts'
import { calledTool, type ToolWish } from './called-tool.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'
import { anyOf, content, flag, limit, listOf, modelName, number, object, text } from './fields.ts'
import { promptTokens, textsIn } from './prompt-tokens.ts'

const ROLES = ['developer', 'system', 'user', 'assistant', 'tool', 'function'] as const

const message = z.looseObject(
  {
    role: z.enum(ROLES, { error: `allowed: ${ROLES.join(', ')}` }),
    content: content.nullish(),
  },
  { error: 'allowed: an object with role and content' },
)
const CHOICES = ['none', 'auto', 'required'] as const
const toolChoice = z.union([z.enum(CHOICES), z.looseObject({ type: z.string() })], {
  error: `allowed: ${CHOICES.join(', ')} or an object with type`,
})

/** Only what changes the answer is checked; everything else that the API knows is accepted and has no effect. */
const schema = z.looseObject({
  model: modelName,
  messages: listOf(message, 'message'),
  stream: flag,
  stream_options: object({ include_usage: flag }).nullish(),
  max_tokens: limit,
  max_completion_tokens: limit,
  n: z.literal(1, { error: 'allowed: 1' }).nullish(),
  temperature: number,
  top_p: number,
  tools: anyOf(
    object({ type: text, function: object({ name: text, parameters: object({}).nullish() }) }),
    'tool',
  ),
  tool_choice: toolChoice.nullish(),
})

type ChatBody = z.infer<typeof schema>
const ID_LENGTH = 29

/** `/v1/chat/completions`. */
export const openaiChatDoor: ChatDoor = {
  dialect: openaiChat.name,
  requestIdHeader: 'x-request-id',
  read({ body, toolCall }) {
    const checked = check(schema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const request = checked.value
    const called = calledTool(wishOf(request, toolCall === true), 'fragments')
    const answer = (seed: number, key: string) => ({
      id: randomId({ seed, key }, 'id', ID_LENGTH),
      model: request.model,
      includeUsage: request.stream_options?.include_usage === true,
      promptTokens: promptTokens(request.messages.flatMap((one) => textsIn(one.content))),
      call: called?.call(seed, key),
    })
    return {
      value: {
        stream: request.stream === true,
        maxTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
        script: called?.script,
        encoder: (seed, key) => chatEncoder(answer(seed, key)),
        whole: (seed, key) => wholeChatAnswer(answer(seed, key)),
      },
    }
  },
}

function wishOf({ tools, tool_choice: choice }: ChatBody, asked: boolean): ToolWish {
  const named = typeof choice === 'object' && choice !== null ? choice['function'] : undefined
  const name: unknown =
    typeof named === 'object' && named !== null ? Reflect.get(named, 'name') : undefined
  return {
    tools: (tools ?? []).map((tool) => ({
      name: tool.function.name,
      schema: tool.function.parameters,
    })),
    required: asked || choice === 'required' || name !== undefined,
    name: typeof name === 'string' ? name : undefined,
  }
}
