/** A tool call that an answer consists of. */
export interface ToolCall {
  readonly name: string
  /** Letters and digits; dialects put their own prefix before it. */
  readonly id: string
}

/** The arguments as a value: what a cut-off text cannot give is an empty object. */
export function parsedArguments(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
