import type { Dialect } from './dialect.ts'

/**
 * Anthropic messages, streaming: `message_start`, for each content block a start, deltas and a stop, `message_delta` with
 * stop reason and usage, `message_stop`.
 * Source: anthropics/anthropic-sdk-typescript src/resources/messages/messages.ts and src/core/streaming.ts.
 */
export const anthropic: Dialect = {
  name: 'anthropic',
  shows: 'Anthropic messages: POST /v1/messages',
  transport: 'sse',
  framing: 'sse',
  request: {
    method: 'POST',
    path: '/v1/messages',
    body: {
      model: '{{model}}',
      max_tokens: '{{maxTokens}}',
      messages: [{ role: 'user', content: '{{prompt}}' }],
      stream: true,
    },
    headers: { 'anthropic-version': '2023-06-01' },
    apiKeyHeader: 'x-api-key',
    needs: ['model'],
    defaultMaxTokens: 4_096,
  },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['delta.text'],
    reasoning: ['delta.thinking'],
    toolCall: ['content_block.name', 'delta.partial_json'],
    finish: 'delta.stop_reason',
    finishLength: ['max_tokens', 'model_context_window_exceeded'],
    finishFiltered: ['refusal'],
    usage: {
      outputTokens: 'usage.output_tokens',
      inputTokens: 'message.usage.input_tokens',
    },
    error: ['error'],
    errorCode: ['error.type'],
    errorMessage: ['error.message'],
    terminator: { kind: 'event', equals: 'message_stop' },
  },
}
