import type { Dialect } from './dialect.ts'

/**
 * Ollama's `/api/chat`: one JSON object a line, the last one with `done: true`, its reason and the counts.
 * Source: ollama/ollama-js src/interfaces.ts (ChatResponse) and src/utils.ts.
 */
export const ollamaChat: Dialect = {
  name: 'ollama-chat',
  shows: 'Ollama: POST /api/chat (NDJSON)',
  transport: 'ndjson',
  framing: 'ndjson',
  request: {
    method: 'POST',
    path: '/api/chat',
    body: {
      model: '{{model}}',
      messages: [{ role: 'user', content: '{{prompt}}' }],
      stream: true,
      options: { num_predict: '{{maxTokens}}' },
    },
    needs: ['model'],
  },
  response: { contentTypes: ['application/x-ndjson'] },
  decode: {
    content: ['message.content'],
    reasoning: ['message.thinking'],
    toolCall: ['message.tool_calls.#.function.name', 'message.tool_calls.#.function.arguments'],
    finish: 'done_reason',
    finishLength: ['length'],
    finishFiltered: [],
    usage: { outputTokens: 'eval_count', inputTokens: 'prompt_eval_count' },
    error: ['error'],
    errorCode: [],
    errorMessage: ['error'],
    terminator: { kind: 'path', path: 'done', equals: true },
  },
}
