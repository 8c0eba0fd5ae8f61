import type { Dialect } from './dialect.ts'

/** Only the error that ends the stream: an announced retry says `"recoverable":true`. */
const FATAL = '[@this].#(recoverable==false)'

/** SSE whose events say what they are: `token`, `error` (a retry is announced by a recoverable one), `done`. */
export const resilient: Dialect = {
  name: 'resilient',
  shows:
    'retries announced in the stream: POST /chat/resilient, data: {"type":"token","content":"…"}',
  transport: 'sse',
  framing: 'sse',
  request: { method: 'POST', path: '/chat/resilient', body: { prompt: '{{prompt}}' } },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['content'],
    reasoning: [],
    toolCall: [],
    finishLength: [],
    finishFiltered: [],
    error: [`${FATAL}.message`],
    errorCode: [`${FATAL}.code`],
    errorMessage: [`${FATAL}.message`],
    terminator: { kind: 'path', path: 'type', equals: 'done' },
  },
}
