import { z } from 'zod'
import { anthropic } from '../../core/dialect/anthropic.ts'
import { anthropicEncoder, wholeMessage } from '../encode/anthropic.ts'
import { randomId } from '../encode/random-id.ts'
import { anthropicErrors } from './anthropic-errors.ts'
import { calledTool } from './called-tool.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'
import {
  anyOf,
  content,
  flag,
  limitFrom,
  listOf,
  modelName,
  number,
  object,
  text,
} from './fields.ts'
import { promptTokens, textsIn } from './prompt-tokens.ts'

const ROLES = ['user', 'assistant'] as const
const CHOICES = ['auto', 'any', 'tool', 'none'] as const

const schema = z.looseObject({
  model: modelName,
  max_tokens: limitFrom(1),
  messages: listOf(
    object({ role: z.enum(ROLES, { error: `allowed: ${ROLES.join(', ')}` }), content }),
    'message',
  ),
  system: content.nullish(),
  stream: flag,
  temperature: number,
  tools: anyOf(object({ name: text, input_schema: object({}).nullish() }), 'tool'),
  tool_choice: object({
    type: z.enum(CHOICES, { error: `allowed: ${CHOICES.join(', ')}` }),
    name: text.optional(),
  }).nullish(),
})

const ID_LENGTH = 24

/** `/v1/messages`. */
export const anthropicDoor: ChatDoor = {
  dialect: anthropic.name,
  errors: anthropicErrors,
  requestIdHeader: 'request-id',
  read({ body, toolCall }) {
    const checked = check(schema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const request = checked.value
    const choice = request.tool_choice
    const tools = (request.tools ?? []).map((tool) => ({
      name: tool.name,
      schema: tool.input_schema,
    }))
    const required = toolCall === true || choice?.type === 'any' || choice?.type === 'tool'
    const called = calledTool({ tools, required, name: choice?.name }, 'fragments')
    const answer = (seed: number, key: string) => ({
      id: randomId({ seed, key }, 'id', ID_LENGTH),
      model: request.model,
      promptTokens: promptTokens([
        ...textsIn(request.system),
        ...request.messages.flatMap((one) => textsIn(one.content)),
      ]),
      call: called?.call(seed, key),
    })
    return {
      value: {
        stream: request.stream === true,
        maxTokens: request.max_tokens,
        script: called?.script,
        encoder: (seed, key) => anthropicEncoder(answer(seed, key)),
        whole: (seed, key) => wholeMessage(answer(seed, key)),
      },
    }
  },
}
