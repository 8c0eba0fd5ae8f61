import type { Dialect } from './dialect.ts'

/** The chat application's own SSE: `data: {"token":"…"}` per token, then `data: [DONE]`. */
export const plain: Dialect = {
  name: 'plain',
  shows: 'the chat application of this project: data: {"token":"…"}, then data: [DONE]',
  transport: 'sse',
  framing: 'sse',
  request: { method: 'POST', path: '/chat/stream', body: { prompt: '{{prompt}}' } },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['token'],
    reasoning: [],
    toolCall: [],
    finishLength: [],
    finishFiltered: [],
    error: ['error'],
    errorCode: ['error.code', 'error.type'],
    errorMessage: ['error.message', 'error'],
    terminator: { kind: 'data', equals: '[DONE]' },
  },
}
