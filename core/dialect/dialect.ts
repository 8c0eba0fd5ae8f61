/**
 * A dialect is a table: where the text, the finish reason, the usage and the error are in an event, and
 * what ends the stream. The mock encodes by it; the Go ear decodes by the JSON made from it
 * (`xk6-streamgauge/dialects.json`, by `npm run gen`). No code anywhere knows a provider's name.
 *
 * Paths are gjson paths (https://github.com/tidwall/gjson/blob/master/SYNTAX.md) relative to the event's JSON.
 */
export interface Dialect {
  readonly name: string
  readonly shows: string
  readonly transport: 'sse' | 'ndjson' | 'chunked' | 'ws'
  readonly framing: 'sse' | 'ndjson' | 'raw' | 'json-message'
  readonly request: DialectRequest
  readonly response: DialectResponse
  readonly decode: DialectDecode
}

export interface DialectRequest {
  readonly method: 'POST' | 'GET'
  /**
   * Appended to the API base; a part that the base already ends with is not repeated. `{{model}}` in it is replaced by
   * the model's name.
   */
  readonly path: string
  /**
   * The JSON body. A string of the form `{{prompt}}`, `{{model}}`, `{{maxTokens}}` or `{{messages}}` is replaced by
   * the value; a key whose value is not given is left out.
   */
  readonly body: Readonly<Record<string, unknown>>
  /**
   * Over a WebSocket: path, in the body, of a list whose items are sent as messages, one by one. Absent, or where a body
   * has no list there: the body is the one message.
   */
  readonly messages?: string
  /** Over a WebSocket: the message that asks the server to stop. */
  readonly cancel?: Readonly<Record<string, unknown>>
  /** Keys to leave out when the server rejects them once (OpenAI's `stream_options`). */
  readonly optional?: readonly string[]
  /** Keys without which no request can be made (`model`). */
  readonly needs?: readonly ('model' | 'prompt')[]
  /** Headers that every request must carry. */
  readonly headers?: Readonly<Record<string, string>>
  /** The header that takes the API key as it is; absent: `authorization: Bearer KEY`. */
  readonly apiKeyHeader?: string
  /** `{{maxTokens}}` where none is given, in a dialect that cannot do without. */
  readonly defaultMaxTokens?: number
}

export interface DialectResponse {
  /** Media types (without parameters) that announce a stream of this framing. */
  readonly contentTypes: readonly string[]
}

export interface DialectDecode {
  /** Paths of answer text. */
  readonly content: readonly string[]
  /** Paths of reasoning text: content, but not answer. */
  readonly reasoning: readonly string[]
  /** Paths of tool-call names and arguments: content and answer, but no text. */
  readonly toolCall: readonly string[]
  /** Path of the finish reason; absent where the dialect has none. */
  readonly finish?: string
  /** Values of the finish reason that mean "length reached" and "filtered". */
  readonly finishLength: readonly string[]
  readonly finishFiltered: readonly string[]
  readonly usage?: {
    readonly outputTokens?: string
    readonly inputTokens?: string
    readonly reasoningTokens?: string
    /** The output tokens do not include those of the reasoning: all tokens are the sum of both. */
    readonly reasoningApart?: true
  }
  /** An event in which this path exists, and is not null, is an in-band error. */
  readonly error: readonly string[]
  /** Paths, relative to the event, of the error's code and message for people. */
  readonly errorCode: readonly string[]
  readonly errorMessage: readonly string[]
  /** What ends the stream by itself; absent where a clean end of the body is the end. */
  readonly terminator?: Terminator
}

export type Terminator =
  /** The event's whole data is this text. */
  | { readonly kind: 'data'; readonly equals: string }
  /** The event's name (`event:` field) is this. */
  | { readonly kind: 'event'; readonly equals: string }
  /** The value at this path is this text or this boolean. */
  | { readonly kind: 'path'; readonly path: string; readonly equals: string | boolean }
