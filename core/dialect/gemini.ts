import type { Dialect } from './dialect.ts'

/**
 * Gemini, streaming: each event is a whole GenerateContentResponse, the last one has the finish reason; the end of the
 * body is the end. A part is a thought where it says so; `~false` holds for false and for absent.
 * Source: googleapis/js-genai src/types.ts and src/_api_client.ts.
 */
export const gemini: Dialect = {
  name: 'gemini',
  shows: 'Gemini: POST /v1beta/models/MODEL:streamGenerateContent?alt=sse',
  transport: 'sse',
  framing: 'sse',
  request: {
    method: 'POST',
    path: '/v1beta/models/{{model}}:streamGenerateContent?alt=sse',
    body: {
      contents: [{ role: 'user', parts: [{ text: '{{prompt}}' }] }],
      generationConfig: { maxOutputTokens: '{{maxTokens}}' },
    },
    apiKeyHeader: 'x-goog-api-key',
    needs: ['model'],
  },
  response: { contentTypes: ['text/event-stream'] },
  decode: {
    content: ['candidates.0.content.parts.#(thought==~false)#.text'],
    reasoning: ['candidates.0.content.parts.#(thought==true)#.text'],
    toolCall: [
      'candidates.0.content.parts.#.functionCall.name',
      'candidates.0.content.parts.#.functionCall.args',
    ],
    finish: 'candidates.0.finishReason',
    finishLength: ['MAX_TOKENS'],
    finishFiltered: [
      'SAFETY',
      'RECITATION',
      'LANGUAGE',
      'BLOCKLIST',
      'PROHIBITED_CONTENT',
      'SPII',
      'IMAGE_SAFETY',
    ],
    usage: {
      outputTokens: 'usageMetadata.candidatesTokenCount',
      inputTokens: 'usageMetadata.promptTokenCount',
      reasoningTokens: 'usageMetadata.thoughtsTokenCount',
      reasoningApart: true,
    },
    error: ['error'],
    errorCode: ['error.status', 'error.code'],
    errorMessage: ['error.message'],
  },
}
