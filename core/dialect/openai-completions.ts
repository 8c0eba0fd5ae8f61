import type { Dialect } from './dialect.ts'

/**
 * OpenAI's legacy completions, streaming: chunks with a text, the last one with the finish reason, on request a chunk with
 * usage and no choices, then `data: [DONE]`. Source: openai/openai-node src/resources/completions.ts.
 */
export const openaiCompletions: Dialect = {
  name: 'openai-completions',
  shows: 'OpenAI legacy completions: POST /v1/completions',
  transport: 'sse',
  framing: 'sse',
  request: {
    method: 'POST',
    path: '/v1/completions',
    body: {
      model: '{{model}}',
      prompt: '{{prompt}}',
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: '{{maxTokens}}',
    },
    optional: ['stream_options'],
    needs: ['model'],
  },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['choices.0.text'],
    reasoning: [],
    toolCall: [],
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
