import { z } from 'zod'
import { openaiResponses } from '../../core/dialect/openai-responses.ts'
import { responsesEncoder, wholeResponse } from '../encode/openai-responses.ts'
import type { ResponseAnswer } from '../encode/response-object.ts'
import { randomId } from '../encode/random-id.ts'
import { calledTool, type ToolWish } from './called-tool.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'
import { anyOf, content, flag, limit, modelName, number, object, text } from './fields.ts'
import { promptTokens, textsIn } from './prompt-tokens.ts'

const input = z.union(
  [z.string(), z.array(object({ role: text.optional(), content: content.nullish() })).min(1)],
  { error: 'allowed: a text or a list of items' },
)
const CHOICES = ['none', 'auto', 'required'] as const

const schema = z.looseObject({
  model: modelName,
  input,
  instructions: text.nullish(),
  stream: flag,
  max_output_tokens: limit,
  background: z.literal(false, { error: 'allowed: false' }).nullish(),
  metadata: object({}).nullish(),
  temperature: number,
  top_p: number,
  tools: anyOf(
    object({ type: text, name: text.nullish(), parameters: z.unknown().optional() }),
    'tool',
  ),
  tool_choice: z
    .union([z.enum(CHOICES), z.looseObject({ type: z.string() })], {
      error: `allowed: ${CHOICES.join(', ')} or an object with type`,
    })
    .nullish(),
})

type ResponsesBody = z.infer<typeof schema>
const ID_LENGTH = 48

/** `/v1/responses`. */
export const openaiResponsesDoor: ChatDoor = {
  dialect: openaiResponses.name,
  requestIdHeader: 'x-request-id',
  read({ body, toolCall }) {
    const checked = check(schema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const request = checked.value
    const called = calledTool(wishOf(request, toolCall === true), 'fragments')
    const answer = (seed: number, key: string): ResponseAnswer => ({
      id: randomId({ seed, key }, 'id', ID_LENGTH),
      model: request.model,
      promptTokens: promptTokens([request.instructions ?? '', ...textsOf(request.input)]),
      call: called?.call(seed, key),
      echo: {
        instructions: request.instructions ?? null,
        maxOutputTokens: request.max_output_tokens ?? undefined,
        tools: request.tools ?? [],
        toolChoice: request.tool_choice ?? 'auto',
        metadata: request.metadata ?? {},
        temperature: request.temperature ?? 1,
        topP: request.top_p ?? 1,
      },
    })
    return {
      value: {
        stream: request.stream === true,
        maxTokens: request.max_output_tokens ?? undefined,
        script: called?.script,
        encoder: (seed, key) => responsesEncoder(answer(seed, key)),
        whole: (seed, key) => wholeResponse(answer(seed, key)),
      },
    }
  },
}

const textsOf = (given: ResponsesBody['input']): readonly string[] =>
  typeof given === 'string' ? [given] : given.flatMap((item) => textsIn(item.content))

function wishOf({ tools, tool_choice: choice }: ResponsesBody, asked: boolean): ToolWish {
  const name = typeof choice === 'object' && choice !== null ? choice['name'] : undefined
  return {
    tools: (tools ?? []).flatMap((tool) =>
      typeof tool.name === 'string' ? [{ name: tool.name, schema: tool.parameters }] : [],
    ),
    required: asked || choice === 'required' || name !== undefined,
    name: typeof name === 'string' ? name : undefined,
  }
}
