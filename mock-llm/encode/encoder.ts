import type { CutHow, FinishStep, NoticeStep } from '../../core/plan/plan.ts'

/**
 * Turns the steps of one answer into the bytes of its dialect. Bytes are carried in one-byte ("latin1") strings, one
 * character a byte: `length` is the size on the wire, joining is cheap, and Node writes such a string to the socket
 * without another copy.
 */
export interface Encoder {
  /** Goes out in the same write as the first token (or the end, if there is none). */
  readonly opening: string
  /** Never empty: an empty chunk would end the body. Encoders may remember what they were given, once each, in order. */
  readonly token: (text: string, index: number, reasoning?: true) => string
  /** Finish reason, usage if asked for, terminator unless withheld. */
  readonly finish: (step: FinishStep, sent: number) => string
  /** `partial` is the text before it, where the endpoint repeats it; `message` what is said, a general sentence by default. */
  readonly error: (kind: string, partial?: string, message?: string) => string
  /** A retry is announced; only where the endpoint has it. */
  readonly notice?: (step: NoticeStep) => string
  /** The beginning of the event of a withheld token: cut within the event, or within a character. */
  readonly part: (text: string, how: CutHow) => string
}

/** What the tokens of one answer say together. */
export interface WholeText {
  readonly text: string
  readonly reasoning: string
  /** All tokens, those of the reasoning too. */
  readonly tokens: number
  readonly reasoningTokens: number
}

/** The answer as one JSON document, for requests that do not ask for a stream. */
export type WholeAnswer = (said: WholeText, reason: FinishStep['reason']) => unknown
