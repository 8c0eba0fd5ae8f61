import type { Scenario, Variant } from './scenario.ts'

const sse = (
  name: string,
  shows: string,
  spelling: Readonly<Record<string, unknown>>,
): Variant => ({
  name,
  shows,
  mock: { sse: spelling },
})

const written = (
  name: string,
  shows: string,
  fault: Readonly<Record<string, unknown>>,
): Variant => ({
  name,
  shows,
  mock: { fault },
})

/** Bytes of a padded event: more than any buffer on the way. */
const LARGE = 65_536

/** The same texts, written in every way that the standards allow, and cut into writes anywhere. */
const VARIANTS: readonly Variant[] = [
  { name: 'plain', shows: 'LF, one event a write' },
  sse('crlf', 'CRLF', { eol: 'crlf' }),
  sse('cr', 'CR', { eol: 'cr' }),
  sse('mixed-ends', 'CRLF and CR within an event', { eol: 'mixed' }),
  sse('bom', 'a byte order mark first', { bom: true }),
  sse('comments', 'a comment before each event', { comments: true }),
  sse('no-space', 'no space after the colon', { noSpace: true }),
  sse('multi-line', 'the data of an event in two lines', { multiLine: true }),
  sse('unknown-fields', 'fields that nobody knows', { unknownFields: true }),
  written('bytes', 'a write for each byte', { type: 'split-writes', bytes: 1 }),
  written('sevens', 'a write for each seven bytes, within characters too', {
    type: 'split-writes',
    bytes: 7,
  }),
  written('lumps', 'eight events a write', { type: 'lump', size: 8 }),
  { name: 'large', shows: 'events of 64 KB', mock: { padBytes: LARGE } },
  { name: 'ndjson', shows: 'a JSON object a line', dialect: 'ollama-chat' },
  {
    name: 'ndjson-bytes',
    shows: 'the same, a write for each byte',
    dialect: 'ollama-chat',
    mock: { fault: { type: 'split-writes', bytes: 1 } },
  },
  {
    name: 'chunked-sevens',
    shows: 'raw text, a write for each seven bytes',
    dialect: 'chunked',
    mock: { fault: { type: 'split-writes', bytes: 7 } },
  },
]

export const wireCorpus: Scenario = {
  name: 'wire-corpus',
  shows: 'the same texts in every encoding and split through each route: all must arrive alike',
  seconds: 15,
  warmupMs: 0,
  knobs: {},
  mockOnly: true,
  parts: () => ({
    ratePerSecond: 40,
    streams: 10 * VARIANTS.length,
    serve: { ttftMs: 20, gapMs: 5, tokens: 32 },
    variants: VARIANTS,
  }),
}
