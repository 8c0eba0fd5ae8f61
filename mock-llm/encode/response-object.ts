import { CREATED_S } from './random-id.ts'
import type { ToolCall } from './tool-call.ts'

/** What the answers of one request have in common. */
export interface ResponseAnswer {
  readonly id: string
  readonly model: string
  readonly promptTokens: number
  readonly call?: ToolCall | undefined
  /** What the real service repeats of the request. */
  readonly echo: {
    readonly instructions: unknown
    readonly maxOutputTokens: number | undefined
    readonly tools: readonly unknown[]
    readonly toolChoice: unknown
    readonly metadata: unknown
    readonly temperature: number
    readonly topP: number
  }
}

/** What was said until now. */
export interface Output {
  readonly output: readonly object[]
  readonly tokens: number
  readonly reasoningTokens: number
}

export type ResponseStatus = 'in_progress' | 'completed' | 'incomplete'

/** The `response` object; without `said` it is the one that goes ahead of all output. */
export const responseObject = (
  { id, model, promptTokens, echo }: ResponseAnswer,
  status: ResponseStatus,
  said?: Output,
): object => ({
  id: `resp_${id}`,
  object: 'response',
  created_at: CREATED_S,
  status,
  background: false,
  error: null,
  incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
  instructions: echo.instructions,
  max_output_tokens: echo.maxOutputTokens ?? null,
  model,
  output: said?.output ?? [],
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  service_tier: 'default',
  store: false,
  temperature: echo.temperature,
  text: { format: { type: 'text' } },
  tool_choice: echo.toolChoice,
  tools: echo.tools,
  top_p: echo.topP,
  truncation: 'disabled',
  usage: said === undefined ? null : usage(promptTokens, said),
  metadata: echo.metadata,
})

const usage = (inputTokens: number, { tokens, reasoningTokens }: Output): object => ({
  input_tokens: inputTokens,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: tokens,
  output_tokens_details: { reasoning_tokens: reasoningTokens },
  total_tokens: inputTokens + tokens,
})
