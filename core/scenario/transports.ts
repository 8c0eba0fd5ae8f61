import type { Scenario } from './scenario.ts'

/** The chat application's own endpoints, one a transport: the same texts at the same instants over each. */
export const transports: Scenario = {
  name: 'transports',
  shows: 'the same seeded content over SSE, NDJSON, raw chunks and WebSocket, side by side',
  seconds: 80,
  warmupMs: 2_000,
  knobs: {},
  mockOnly: true,
  parts: () => ({
    ratePerSecond: 20,
    durationMs: 20_000,
    variants: [
      { name: 'sse', shows: 'server-sent events', dialect: 'plain' },
      { name: 'ndjson', shows: 'a JSON object a line', dialect: 'ollama-chat' },
      { name: 'chunked', shows: 'raw text in chunks', dialect: 'chunked' },
      { name: 'websocket', shows: 'a message a token', dialect: 'ws-chat' },
    ],
  }),
}
