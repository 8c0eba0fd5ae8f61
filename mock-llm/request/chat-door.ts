import type { Encoder, WholeAnswer } from '../encode/encoder.ts'
import type { Checked } from './check.ts'

/** What the doors of all chat endpoints read from a request. */
export interface ChatRequest {
  readonly stream: boolean
  /** The request's own limit of output tokens. */
  readonly maxTokens?: number | undefined
  readonly encoder: (seed: number, key: string) => Encoder
  /** Present where the endpoint also answers without streaming. */
  readonly whole?: (seed: number, key: string) => WholeAnswer
}

/** What a request consists of, once its body is read. */
export interface DoorInput {
  /** Undefined for GET. */
  readonly body: Record<string, unknown> | undefined
  readonly query: URLSearchParams
}

/** One chat endpoint: its dialect, and how it reads requests. */
export interface ChatDoor {
  readonly dialect: string
  readonly read: (input: DoorInput) => Checked<ChatRequest>
}
