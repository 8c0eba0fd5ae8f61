import type { Plan } from '../../core/plan/plan.ts'
import type { Encoder, WholeAnswer } from '../encode/encoder.ts'
import type { BufferMode } from '../../core/plan/buffered.ts'
import type { Retries } from '../../core/plan/resilient.ts'
import type { SlowReader } from '../play/slow-reader.ts'
import type { Checked } from './check.ts'
import type { Overrides } from './overrides.ts'
import type { ErrorShape } from './error-shape.ts'

/** What the doors of all chat endpoints read from a request. */
export interface ChatRequest {
  readonly stream: boolean
  /** The request's own limit of output tokens. */
  readonly maxTokens?: number | undefined
  /** The answer says this instead of drawn text: the arguments of a tool call, token by token. */
  readonly script?: ((seed: number, key: string) => readonly string[]) | undefined
  readonly encoder: (seed: number, key: string) => Encoder
  /** What the endpoint makes of the clean plan before faults: buffering, going on after an event. */
  readonly shape?: (clean: Plan) => Plan
  /** What it makes of the faulty plans of its attempts (0, 1, …); default: the first one. */
  readonly wrap?: (attempt: (n: number) => Plan, overrides: Overrides) => Plan
  /** What happens when the client does not read; default: as the server's setting says. */
  readonly slowReader?: (overrides: Overrides) => SlowReader
  /** How it is answered by a provider; present at the endpoints of the chat application. */
  readonly relay?: RelayRequest
  /** Present where the endpoint also answers without streaming. */
  readonly whole?: (seed: number, key: string) => WholeAnswer
}

/** A request of the chat application, as a provider is asked it. */
export interface RelayRequest {
  readonly prompt: string
  readonly buffer: BufferMode
  /** It wants to go on after an event of an earlier answer. */
  readonly resumes?: boolean
  readonly retries?: (overrides: Overrides) => Retries
}

/** What a request consists of, once its body is read. */
export interface DoorInput {
  /** Undefined for GET. */
  readonly body: Record<string, unknown> | undefined
  readonly query: URLSearchParams
  /** The header `Last-Event-ID`. */
  readonly lastEventId?: string | undefined
  /** `x-mock` asks for a call of the request's first tool, as `tool_choice` does in the dialects that have it. */
  readonly toolCall?: boolean | undefined
}

/** How a streamed body is announced, and what padding is in it. */
export type StreamKind = 'sse' | 'ndjson' | 'json-array' | 'raw'

/** One chat endpoint: its dialect, and how it reads requests. */
export interface ChatDoor {
  readonly dialect: string
  readonly read: (input: DoorInput) => Checked<ChatRequest>
  /** Default: OpenAI's. */
  readonly errors?: ErrorShape
  /** Default: `sse`. */
  readonly kind?: StreamKind
  /** The header in which the provider names the request; the value is the client's own `x-request-id`, if it sent one. */
  readonly requestIdHeader?: string
  /** What the path counts as for the request key, where two paths ask for the same answer. */
  readonly keyPath?: string
}
