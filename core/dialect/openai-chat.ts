import type { Dialect } from './dialect.ts'

/**
 * OpenAI chat completions, streaming: role chunk, content deltas, a chunk with the finish reason, on request
 * a chunk with usage and no choices, then `data: [DONE]`.
 * Source: openai/openai-node src/resources/chat/completions/completions.ts and src/core/streaming.ts.
 * `reasoning_content` and `reasoning` are what vLLM and DeepSeek add.
 */
export const openaiChat: Dialect = {
  name: 'openai-chat',
  shows: 'OpenAI chat completions and every compatible server: POST /v1/chat/completions',
  transport: 'sse',
  framing: 'sse',
  request: {
    method: 'POST',
    path: '/v1/chat/completions',
    body: {
      model: '{{model}}',
      messages: [{ role: 'user', content: '{{prompt}}' }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: '{{maxTokens}}',
    },
    optional: ['stream_options'],
    needs: ['model'],
  },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['choices.0.delta.content'],
    reasoning: ['choices.0.delta.reasoning_content', 'choices.0.delta.reasoning'],
    toolCall: [
      'choices.0.delta.tool_calls.0.function.name',
      'choices.0.delta.tool_calls.0.function.arguments',
    ],
    finish: 'choices.0.finish_reason',
    finishLength: ['length'],
    finishFiltered: ['content_filter'],
    usage: {
      outputTokens: 'usage.completion_tokens',
      inputTokens: 'usage.prompt_tokens',
      reasoningTokens: 'usage.completion_tokens_details.reasoning_tokens',
    },
    error: ['error'],
    errorCode: ['error.code', 'error.type'],
    errorMessage: ['error.message', 'error'],
    terminator: { kind: 'data', equals: '[DONE]' },
  },
}
