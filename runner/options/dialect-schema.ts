import { z } from 'zod'
import type { Dialect } from '../../core/dialect/dialect.ts'

const TEXT = z.string().min(1)
const paths = (what: string) => z.array(TEXT).describe(what)
const path = (what: string) => TEXT.exactOptional().describe(what)

const request = z.strictObject({
  method: z.enum(['POST', 'GET']),
  path: z
    .string()
    .regex(/^\/\S*$/u, 'a path that begins with /')
    .describe('Appended to the API base. {{model}} in it is replaced by the name of the model.'),
  body: z
    .record(z.string(), z.unknown())
    .describe(
      'JSON body; strings {{prompt}}, {{model}}, {{maxTokens}}, {{messages}} are filled in.',
    ),
  messages: path(
    'Over a WebSocket: path, in the body, of a list whose items are sent one by one; absent: the body is the one message.',
  ),
  cancel: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .describe('Over a WebSocket: the message that asks the server to stop.'),
  optional: paths('Keys to leave out when the server rejects them once.').exactOptional(),
  needs: z
    .array(z.enum(['model', 'prompt']))
    .exactOptional()
    .describe('What no request can do without.'),
  headers: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('Headers that every request carries.'),
  apiKeyHeader: path('Header that takes the API key as it is; absent: authorization: Bearer KEY.'),
  defaultMaxTokens: z
    .int()
    .min(1)
    .exactOptional()
    .describe('{{maxTokens}} where none is given, in a dialect that cannot do without.'),
})

const usage = z.strictObject({
  outputTokens: path('Path of the number of output tokens.'),
  inputTokens: path('Path of the number of input tokens.'),
  reasoningTokens: path('Path of the number of reasoning tokens.'),
  reasoningApart: z
    .literal(true)
    .exactOptional()
    .describe('The output tokens do not include those of the reasoning.'),
})

const terminator = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('data'), equals: TEXT }),
  z.strictObject({ kind: z.literal('event'), equals: TEXT }),
  z.strictObject({ kind: z.literal('path'), path: TEXT, equals: z.union([TEXT, z.boolean()]) }),
])

const decode = z.strictObject({
  content: paths('Paths of answer text; none where the framing is raw.'),
  reasoning: paths('Paths of reasoning text: content, but not answer.'),
  toolCall: paths('Paths of tool-call names and arguments: content and answer, but no text.'),
  finish: path('Path of the finish reason; absent where the dialect has none.'),
  finishLength: paths('Finish reasons that mean: the longest answer was reached.'),
  finishFiltered: paths('Finish reasons that mean: filtered.'),
  usage: usage.exactOptional(),
  error: paths('An event in which one of these paths exists, and is not null, is an error.'),
  errorCode: paths("Paths of the error's code."),
  errorMessage: paths("Paths of the error's message."),
  terminator: terminator
    .exactOptional()
    .describe('What ends the stream by itself; absent: a clean end of the body is the end.'),
})

/** A user's own table, as a file holds it: core/dialect/dialect.ts says what each field means. */
export const dialectSchema = z.strictObject({
  $schema: z.string().exactOptional().describe('For editors.'),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/u, 'lower-case letters, digits, - . _'),
  shows: TEXT.describe('A sentence for people.'),
  transport: z.enum(['sse', 'ndjson', 'chunked', 'ws']),
  framing: z.enum(['sse', 'ndjson', 'raw', 'json-message']),
  request,
  response: z.strictObject({
    contentTypes: z
      .array(TEXT)
      .describe('Media types, without parameters, that announce a stream.'),
  }),
  decode,
}) satisfies z.ZodType<Dialect>
