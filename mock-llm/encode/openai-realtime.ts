import type { FinishStep } from '../../core/plan/plan.ts'
import type { RateLevel } from '../load/rate-limits.ts'
import { errorObject, type ErrorObject } from '../request/error-object.ts'
import type { Encoder } from './encoder.ts'
import { jsonLine, MARK, template } from './template.ts'
import type { ToolCall } from './tool-call.ts'

/** What the events of one response have in common. */
export interface RealtimeAnswer {
  readonly id: string
  readonly promptTokens: number
  readonly maxOutputTokens: number | undefined
  readonly call?: ToolCall | undefined
  /** The rate limits after this response was counted; empty where there are none. */
  readonly limits: readonly RateLevel[]
  /** The name of the next event on this connection. */
  readonly eventId: () => string
}

/** The response can be ended before its plan is over. */
export interface RealtimeEncoder extends Encoder {
  readonly cancelled: (sent: number) => string
}

type Event = { readonly type: string } & Readonly<Record<string, unknown>>
type Status = 'in_progress' | 'completed' | 'incomplete' | 'cancelled' | 'failed'

/**
 * The events of openai/openai-node src/resources/realtime/realtime.ts, a line each: one item with one text, or one call.
 * There is no reasoning in this API: such tokens are text here.
 */
export function realtimeEncoder(answer: RealtimeAnswer): RealtimeEncoder {
  const { call, eventId } = answer
  const id = { response_id: `resp_${answer.id}`, output_index: 0 }
  const at = { item_id: `item_${answer.id}`, ...id }
  const said: string[] = []
  const events = (list: readonly Event[]): string => eventLines(list, eventId)
  const delta = template(jsonLine(deltaEvent(call, at)))
  const response = (status: Status, sent = 0): object =>
    responseObject(answer, { status, sent, text: textOf(said) })
  const closing = (status: Status, sent: number): string => {
    const text = textOf(said)
    const item = itemOf(answer, status === 'completed' ? 'completed' : 'incomplete', text)
    return events([
      ...contentClosing(call, at, text),
      { type: 'response.output_item.done', ...id, item },
      { type: 'conversation.item.done', item, previous_item_id: null },
      { type: 'response.done', response: response(status, sent) },
    ])
  }
  const item = itemOf(answer, 'in_progress')
  const part = { type: 'text', text: '' }
  const opening = events([
    ...created(answer),
    { type: 'response.output_item.added', ...id, item },
    { type: 'conversation.item.added', item, previous_item_id: null },
    ...(call === undefined
      ? [{ type: 'response.content_part.added', ...at, content_index: 0, part }]
      : []),
  ])
  return {
    opening,
    token(text) {
      said.push(text)
      return named(delta.with(text), eventId())
    },
    finish: (step, sent) =>
      step.unterminated === true ? '' : closing(STATUSES[step.reason], sent),
    error: (kind) =>
      events([{ type: 'error', error: { ...errorObject(kind).error, event_id: null } }]),
    part: (text, how) => named(delta.part(text, how), eventId()),
    cancelled: (sent) => (sent === 0 ? opening : '') + closing('cancelled', sent),
  }
}

/** The events of a response that fails before it has begun: it is over the rate limit, or the server is full. */
export const failedResponse = (answer: RealtimeAnswer, error: ErrorObject['error']): string =>
  eventLines(
    [
      ...created(answer),
      {
        type: 'response.done',
        response: {
          ...responseObject(answer, { status: 'failed', sent: 0, text: '' }),
          status_details: { type: 'failed', error },
          output: [],
        },
      },
    ],
    answer.eventId,
  )

const eventLines = (list: readonly Event[], eventId: () => string): string =>
  list.map(({ type, ...rest }) => jsonLine({ type, event_id: eventId(), ...rest })).join('')

const created = (answer: RealtimeAnswer): readonly Event[] => {
  const response = responseObject(answer, { status: 'in_progress', sent: 0, text: '' })
  const limits = answer.limits.map(({ name, limit, remaining, resetMs }) => ({
    name,
    limit,
    remaining,
    reset_seconds: resetMs / 1_000,
  }))
  return [
    { type: 'response.created', response },
    ...(limits.length === 0 ? [] : [{ type: 'rate_limits.updated', rate_limits: limits }]),
  ]
}

const STATUSES = { stop: 'completed', length: 'incomplete' } as const satisfies Record<
  FinishStep['reason'],
  Status
>
/** Stands for the event's name in the template; the first one in the event is ours. */
const EVENT_ID = '"event_id":""'
const named = (bytes: string, id: string): string => bytes.replace(EVENT_ID, `"event_id":"${id}"`)

/** With the last character a fault marks where a text is damaged on the wire. */
const textOf = (said: readonly string[]): string => said.join('').replaceAll('\uffff', '')

const deltaEvent = (call: ToolCall | undefined, at: object): Event =>
  call === undefined
    ? { type: 'response.output_text.delta', event_id: '', ...at, content_index: 0, delta: MARK }
    : {
        type: 'response.function_call_arguments.delta',
        event_id: '',
        ...at,
        call_id: `call_${call.id}`,
        delta: MARK,
      }

const contentClosing = (call: ToolCall | undefined, at: object, text: string): readonly Event[] =>
  call === undefined
    ? [
        { type: 'response.output_text.done', ...at, content_index: 0, text },
        {
          type: 'response.content_part.done',
          ...at,
          content_index: 0,
          part: { type: 'text', text },
        },
      ]
    : [
        {
          type: 'response.function_call_arguments.done',
          ...at,
          call_id: `call_${call.id}`,
          name: call.name,
          arguments: text,
        },
      ]

function itemOf(
  { id, call }: RealtimeAnswer,
  status: 'in_progress' | 'completed' | 'incomplete',
  text?: string,
): object {
  const head = { id: `item_${id}`, object: 'realtime.item', status }
  if (call !== undefined) {
    const { name } = call
    return {
      ...head,
      type: 'function_call',
      name,
      call_id: `call_${call.id}`,
      arguments: text ?? '',
    }
  }
  const content = text === undefined ? [] : [{ type: 'output_text', text }]
  return { ...head, type: 'message', role: 'assistant', content }
}

interface Ending {
  readonly status: Status
  readonly sent: number
  readonly text: string
}

const REASONS: Readonly<Partial<Record<Status, string>>> = {
  incomplete: 'max_output_tokens',
  cancelled: 'client_cancelled',
}

function responseObject(answer: RealtimeAnswer, { status, sent, text }: Ending): object {
  const running = status === 'in_progress'
  const reason = REASONS[status]
  const itemStatus = status === 'completed' ? 'completed' : 'incomplete'
  return {
    object: 'realtime.response',
    id: `resp_${answer.id}`,
    status,
    status_details: reason === undefined ? null : { type: status, reason },
    output: running ? [] : [itemOf(answer, itemStatus, text)],
    conversation_id: 'conv_mock',
    output_modalities: ['text'],
    max_output_tokens: answer.maxOutputTokens ?? 'inf',
    usage: running ? null : usage(answer.promptTokens, sent),
    metadata: null,
  }
}

const usage = (inputTokens: number, outputTokens: number): object => ({
  total_tokens: inputTokens + outputTokens,
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  input_token_details: { text_tokens: inputTokens, audio_tokens: 0, cached_tokens: 0 },
  output_token_details: { text_tokens: outputTokens, audio_tokens: 0 },
})
