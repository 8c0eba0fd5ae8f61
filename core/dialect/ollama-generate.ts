import type { Dialect } from './dialect.ts'

/**
 * Ollama's `/api/generate`: one JSON object a line, the last one with `done: true`, its reason and the counts.
 * Source: ollama/ollama-js src/interfaces.ts (GenerateResponse) and src/utils.ts.
 */
export const ollamaGenerate: Dialect = {
  name: 'ollama-generate',
  shows: 'Ollama: POST /api/generate (NDJSON)',
  transport: 'ndjson',
  framing: 'ndjson',
  request: {
    method: 'POST',
    path: '/api/generate',
    body: {
      model: '{{model}}',
      prompt: '{{prompt}}',
      stream: true,
      options: { num_predict: '{{maxTokens}}' },
    },
    needs: ['model'],
  },
  response: { contentTypes: ['application/x-ndjson'] },
  decode: {
    content: ['response'],
    reasoning: ['thinking'],
    toolCall: [],
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
