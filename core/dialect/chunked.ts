import type { Dialect } from './dialect.ts'

/** Raw text in the chunks of the transfer coding: no framing, so that a clean end of the body is the end. */
export const chunked: Dialect = {
  name: 'chunked',
  shows: 'raw text without framing: POST /chat/chunked',
  transport: 'chunked',
  framing: 'raw',
  request: { method: 'POST', path: '/chat/chunked', body: { prompt: '{{prompt}}' } },
  response: { contentTypes: ['text/plain'] },
  decode: {
    content: [],
    reasoning: [],
    toolCall: [],
    finishLength: [],
    finishFiltered: [],
    error: [],
    errorCode: [],
    errorMessage: [],
  },
}
