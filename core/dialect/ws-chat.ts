import type { Dialect } from './dialect.ts'

/** The chat application's WebSocket: `{type:"token",content}` a message, `{type:"done"}` at the end. */
export const wsChat: Dialect = {
  name: 'ws-chat',
  shows: 'the chat application over WebSocket: /ws/chat, {"type":"token","content":"…"}',
  transport: 'ws',
  framing: 'json-message',
  request: {
    method: 'GET',
    path: '/ws/chat',
    body: { type: 'message', prompt: '{{prompt}}' },
    cancel: { type: 'cancel' },
  },
  response: { contentTypes: [] },
  decode: {
    content: ['content'],
    reasoning: [],
    toolCall: [],
    finishLength: [],
    finishFiltered: [],
    error: ['message'],
    errorCode: ['code'],
    errorMessage: ['message'],
    terminator: { kind: 'path', path: 'type', equals: 'done' },
  },
}
