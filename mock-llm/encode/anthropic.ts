import type { FinishStep } from '../../core/plan/plan.ts'
import { anthropicErrors } from '../request/anthropic-errors.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'
import { MARK, template, type Template, typedEvent } from './template.ts'
import { parsedArguments, type ToolCall } from './tool-call.ts'

/** What the answers of one request have in common. */
export interface AnthropicAnswer {
  readonly id: string
  readonly model: string
  readonly promptTokens: number
  readonly call?: ToolCall | undefined
}

/** Real ones are opaque too; it only has to come back unchanged. */
const SIGNATURE = 'c3RyZWFtZ2F1Z2U='

/**
 * The events of anthropics/anthropic-sdk-typescript src/resources/messages/messages.ts: one content block for the reasoning,
 * if there is any, then one for the text or the call. A block begins with its first token; the ping, which the real
 * service sends after the first block has begun, is always sent there and never again.
 */
export function anthropicEncoder(answer: AnthropicAnswer): Encoder {
  const blocks = blockKinds(answer)
  let open: Block | undefined
  let count = 0
  const close = (): string => {
    if (open === undefined) return ''
    const index = count - 1
    const signed = open === blocks.thinking ? signature(index) : ''
    return signed + typedEvent({ type: 'content_block_stop', index })
  }
  const begin = (block: Block): string => {
    const bytes =
      close() +
      typedEvent({ type: 'content_block_start', index: count, content_block: block.empty }) +
      (count === 0 ? typedEvent({ type: 'ping' }) : '')
    open = block
    block.delta = template(
      typedEvent({ type: 'content_block_delta', index: count, delta: block.deltaOf(MARK) }),
    )
    count++
    return bytes
  }
  return {
    opening: typedEvent({ type: 'message_start', message: message(answer) }),
    token(text, _, reasoning) {
      const block = reasoning === true ? blocks.thinking : blocks.answer
      const before = open === block ? '' : begin(block)
      return before + (block.delta?.with(text) ?? '')
    },
    finish: (step, sent) =>
      close() +
      typedEvent({
        type: 'message_delta',
        delta: { stop_reason: stopReason(answer, step.reason), stop_sequence: null },
        usage: { output_tokens: sent },
      }) +
      (step.unterminated === true ? '' : typedEvent({ type: 'message_stop' })),
    error: (kind) => typedEvent({ type: 'error', ...Object(anthropicErrors.failed(kind).body) }),
    part(text, how) {
      const before = open === undefined ? begin(blocks.answer) : ''
      return before + (open?.delta?.part(text, how) ?? '')
    },
  }
}

interface Block {
  readonly empty: object
  readonly deltaOf: (text: string) => object
  /** Of the block that was begun last: events name its index. */
  delta?: Template
}

function blockKinds({ call }: AnthropicAnswer): {
  readonly thinking: Block
  readonly answer: Block
} {
  return {
    thinking: {
      empty: { type: 'thinking', thinking: '', signature: '' },
      deltaOf: (thinking) => ({ type: 'thinking_delta', thinking }),
    },
    answer:
      call === undefined
        ? { empty: { type: 'text', text: '' }, deltaOf: (text) => ({ type: 'text_delta', text }) }
        : {
            empty: toolUse(call, {}),
            deltaOf: (json) => ({ type: 'input_json_delta', partial_json: json }),
          },
  }
}

const signature = (index: number): string =>
  typedEvent({
    type: 'content_block_delta',
    index,
    delta: { type: 'signature_delta', signature: SIGNATURE },
  })
const toolUse = ({ id, name }: ToolCall, input: unknown): object => ({
  type: 'tool_use',
  id: `toolu_${id}`,
  name,
  input,
})

const STOP_REASONS = { stop: 'end_turn', length: 'max_tokens' } as const
const stopReason = ({ call }: AnthropicAnswer, reason: FinishStep['reason']): string =>
  call !== undefined && reason === 'stop' ? 'tool_use' : STOP_REASONS[reason]

/** The message as it is known before the first token. */
const message = (answer: AnthropicAnswer): object => ({
  id: `msg_${answer.id}`,
  type: 'message',
  role: 'assistant',
  model: answer.model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: usage(answer, 1),
})
const usage = (answer: AnthropicAnswer, outputTokens: number): object => ({
  input_tokens: answer.promptTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: outputTokens,
  service_tier: 'standard',
})

/** The message of the same answer, as one document. */
export const wholeMessage =
  (answer: AnthropicAnswer): WholeAnswer =>
  ({ text, reasoning, tokens, reasoningTokens }, reason) => ({
    ...message(answer),
    content: [
      ...(reasoningTokens > 0
        ? [{ type: 'thinking', thinking: reasoning, signature: SIGNATURE }]
        : []),
      ...(tokens === reasoningTokens ? [] : [answerBlock(answer, text)]),
    ],
    stop_reason: stopReason(answer, reason),
    usage: usage(answer, tokens),
  })

const answerBlock = ({ call }: AnthropicAnswer, text: string): object =>
  call === undefined ? { type: 'text', text } : toolUse(call, parsedArguments(text))
