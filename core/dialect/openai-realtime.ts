import type { Dialect } from './dialect.ts'

const DONE = '[@this].#(type=="response.done")'

/**
 * OpenAI Realtime, text only: settings of the session, one item, and `response.create`, sent without waiting for answers
 * between; then events until `response.done`, whose reason, if it has one, says more than its status. Paths as in
 * `openai-responses`.
 * Source: openai/openai-node src/resources/realtime/realtime.ts.
 */
export const openaiRealtime: Dialect = {
  name: 'openai-realtime',
  shows: 'OpenAI Realtime, text only: WebSocket /v1/realtime',
  transport: 'ws',
  framing: 'json-message',
  request: {
    method: 'GET',
    path: '/v1/realtime?model={{model}}',
    body: {
      messages: [
        { type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } },
        {
          type: 'conversation.item.create',
          item: {
            type: 'message',
            role: 'user',
            content: [{ type: 'input_text', text: '{{prompt}}' }],
          },
        },
        { type: 'response.create', response: { max_output_tokens: '{{maxTokens}}' } },
      ],
    },
    messages: 'messages',
    cancel: { type: 'response.cancel' },
    needs: ['model'],
  },
  response: { contentTypes: [] },
  decode: {
    content: ['[@this].#(type=="response.output_text.delta").delta'],
    reasoning: [],
    toolCall: [
      '[@this].#(type=="response.function_call_arguments.delta").delta',
      '[@this].#(type=="response.output_item.added").item.name',
    ],
    finish: `${DONE}.[response.status_detail*.reason,response.status.@this].0`,
    finishLength: ['max_output_tokens', 'incomplete'],
    finishFiltered: ['content_filter'],
    usage: {
      outputTokens: 'response.usage.output_tokens',
      inputTokens: 'response.usage.input_tokens',
    },
    error: ['error', 'response.status_details.error'],
    errorCode: ['error.code', 'error.type', 'response.status_details.error.code'],
    errorMessage: ['error.message', 'response.status_details.error.message'],
    terminator: { kind: 'path', path: `${DONE}.response.object`, equals: 'realtime.response' },
  },
}
