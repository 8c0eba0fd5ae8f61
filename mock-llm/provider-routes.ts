import type { ServerResponse } from 'node:http'
import { sendJson } from './http-answer.ts'
import { anthropicDoor } from './request/anthropic-door.ts'
import type { ChatDoor } from './request/chat-door.ts'
import { geminiDoor } from './request/gemini-door.ts'
import { ollamaChatDoor, ollamaGenerateDoor } from './request/ollama-door.ts'
import { openaiChatDoor } from './request/openai-chat-door.ts'
import { openaiCompletionsDoor } from './request/openai-completions-door.ts'
import { openaiResponsesDoor } from './request/openai-responses-door.ts'

/** What answers a path, by method. */
export type Route = Readonly<Partial<Record<string, ChatDoor | Handler>>>
export type Handler = (res: ServerResponse) => void

/** The one model that is listed; every other name is served all the same. */
const MODEL = { id: 'mock', object: 'model', created: 1_735_689_600, owned_by: 'streamgauge' }
const OLLAMA_MODEL = {
  name: 'mock',
  model: 'mock',
  modified_at: '2025-01-01T00:00:00Z',
  size: 0,
  digest: '0'.repeat(64),
  details: {
    parent_model: '',
    format: 'mock',
    family: 'mock',
    families: ['mock'],
    parameter_size: '0',
    quantization_level: 'none',
  },
}

const answered =
  (json: unknown): Handler =>
  (res) =>
    sendJson(res, 200, json)

/** The endpoints of the providers' own APIs. */
export const PROVIDER_ROUTES: readonly (readonly [string, Route])[] = [
  ['/v1/chat/completions', { POST: openaiChatDoor }],
  ['/v1/completions', { POST: openaiCompletionsDoor }],
  ['/v1/responses', { POST: openaiResponsesDoor }],
  ['/v1/models', { GET: answered({ object: 'list', data: [MODEL] }) }],
  ['/v1/messages', { POST: anthropicDoor }],
  ['/api/chat', { POST: ollamaChatDoor }],
  ['/api/generate', { POST: ollamaGenerateDoor }],
  ['/api/tags', { GET: answered({ models: [OLLAMA_MODEL] }) }],
]

const GEMINI =
  /^\/(?<version>v1beta|v1)\/models\/(?<model>[^/:]+):(?<method>streamGenerateContent|generateContent)$/
const ONE_MODEL = /^\/v1\/models\/(?<id>.+)$/

/** The endpoints whose path holds a model's name; undefined for any other path. */
export function modelRoute(path: string, query: URLSearchParams): Route | undefined {
  const { version, model, method } = GEMINI.exec(path)?.groups ?? {}
  if (version !== undefined && model !== undefined && method !== undefined) {
    const sse = query.get('alt') === 'sse'
    return { POST: geminiDoor({ version, model: decoded(model), method }, sse) }
  }
  const id = ONE_MODEL.exec(path)?.groups?.['id']
  if (id === undefined) return undefined
  return {
    GET: (res) => {
      if (decoded(id) === MODEL.id) sendJson(res, 200, MODEL)
      else sendJson(res, 404, unknownModel(decoded(id)))
    },
  }
}

const unknownModel = (name: string): unknown => ({
  error: {
    message: `The model '${name}' does not exist`,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  },
})

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
