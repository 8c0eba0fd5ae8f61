import type { Dialect } from './dialect.ts'

const ENDING = '[@this].#(type%"response.*omplete*")'

/**
 * OpenAI Responses, streaming: events that tell their kind in `type`, and as the SSE event's name. A path holds for one kind
 * of event only: `[@this]` makes a list of the event, `#(type==…)` picks it. The stream ends with
 * `response.completed` or `response.incomplete`, whose reason, if it has one, says more than its status.
 * Source: openai/openai-node src/resources/responses/responses.ts.
 */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  shows: 'OpenAI Responses: POST /v1/responses',
  transport: 'sse',
  framing: 'sse',
  request: {
    method: 'POST',
    path: '/v1/responses',
    body: {
      model: '{{model}}',
      input: '{{prompt}}',
      stream: true,
      max_output_tokens: '{{maxTokens}}',
    },
    needs: ['model'],
  },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['[@this].#(type=="response.output_text.delta").delta'],
    reasoning: [
      '[@this].#(type=="response.reasoning_summary_text.delta").delta',
      '[@this].#(type=="response.reasoning_text.delta").delta',
    ],
    toolCall: [
      '[@this].#(type=="response.function_call_arguments.delta").delta',
      '[@this].#(type=="response.output_item.added").item.name',
    ],
    // `@this` at the end leaves `status` as the last key: events without one are passed over unparsed.
    finish: `${ENDING}.[response.incomplete_detail*.reason,response.status.@this].0`,
    finishLength: ['max_output_tokens', 'incomplete'],
    finishFiltered: ['content_filter'],
    usage: {
      outputTokens: 'response.usage.output_tokens',
      inputTokens: 'response.usage.input_tokens',
      reasoningTokens: 'response.usage.output_tokens_details.reasoning_tokens',
    },
    error: ['response.error', 'error', 'message'],
    errorCode: ['response.error.code', 'code', 'error.code', 'error.type'],
    errorMessage: ['response.error.message', 'message', 'error.message'],
    terminator: { kind: 'path', path: `${ENDING}.response.object`, equals: 'response' },
  },
}
