import { z } from 'zod'
import { ollamaChat } from '../../core/dialect/ollama-chat.ts'
import { ollamaGenerate } from '../../core/dialect/ollama-generate.ts'
import { type OllamaAnswer, ollamaEncoder, wholeOllama } from '../encode/ollama.ts'
import { type CalledTool, calledTool } from './called-tool.ts'
import type { ChatDoor, ChatRequest } from './chat-door.ts'
import { check } from './check.ts'
import { anyOf, flag, limitFrom, modelName, object, text } from './fields.ts'
import { ollamaErrors } from './ollama-errors.ts'
import { promptTokens } from './prompt-tokens.ts'

/** -1 and -2 stand for no limit, as in Ollama's own options. */
const common = {
  model: modelName,
  stream: flag,
  options: object({ num_predict: limitFrom(-2).nullish() }).nullish(),
}
const ROLES = ['system', 'user', 'assistant', 'tool'] as const
const chatSchema = z.looseObject({
  ...common,
  messages: anyOf(
    object({ role: z.enum(ROLES, { error: `allowed: ${ROLES.join(', ')}` }), content: text }),
    'message',
  ),
  tools: anyOf(
    object({ function: object({ name: text, parameters: z.unknown().optional() }) }),
    'tool',
  ),
})
const generateSchema = z.looseObject({
  ...common,
  prompt: text.nullish(),
  system: text.nullish(),
})

type Common = Pick<z.infer<typeof generateSchema>, 'model' | 'stream' | 'options'>

/** `/api/chat`. Ollama has no `tool_choice`: only `x-mock` asks for a call. */
export const ollamaChatDoor: ChatDoor = {
  dialect: ollamaChat.name,
  errors: ollamaErrors,
  kind: 'ndjson',
  read({ body, toolCall }) {
    const checked = check(chatSchema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const request = checked.value
    const tools = (request.tools ?? []).map((tool) => ({
      name: tool.function.name,
      schema: tool.function.parameters,
    }))
    const called = calledTool({ tools, required: toolCall === true }, 'whole')
    const texts = (request.messages ?? []).map((message) => message.content)
    return { value: chatRequest(request, { endpoint: 'chat', texts, called }) }
  },
}

/** `/api/generate`. */
export const ollamaGenerateDoor: ChatDoor = {
  dialect: ollamaGenerate.name,
  errors: ollamaErrors,
  kind: 'ndjson',
  read({ body }) {
    const checked = check(generateSchema, body, { where: 'body' })
    if ('problems' in checked) return checked
    const { prompt, system } = checked.value
    const texts = [system ?? '', prompt ?? '']
    return { value: chatRequest(checked.value, { endpoint: 'generate', texts }) }
  },
}

interface Asked {
  readonly endpoint: OllamaAnswer['endpoint']
  readonly texts: readonly string[]
  readonly called?: CalledTool | undefined
}

function chatRequest(request: Common, { endpoint, texts, called }: Asked): ChatRequest {
  const limit = request.options?.num_predict ?? -1
  const answer = (seed: number, key: string): OllamaAnswer => ({
    model: request.model,
    endpoint,
    promptTokens: promptTokens(texts),
    call: called?.call(seed, key),
  })
  return {
    stream: request.stream !== false,
    maxTokens: limit < 0 ? undefined : limit,
    script: called?.script,
    encoder: (seed, key) => ollamaEncoder(answer(seed, key)),
    whole: (seed, key) => wholeOllama(answer(seed, key)),
  }
}
