import type { ResponseAnswer, ResponseStatus } from './response-object.ts'
import type { ToolCall } from './tool-call.ts'

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

/** One kind of output item: the events before, for and after its tokens, and what it is as a whole. */
export interface OutputItem {
  readonly opening: (outputIndex: number) => readonly Event[]
  readonly delta: (text: string, outputIndex: number) => Event
  readonly closing: (text: string, outputIndex: number, status: ResponseStatus) => readonly Event[]
  readonly whole: (text: string, status: ResponseStatus) => object
}

/** The kinds that an answer may consist of. */
export const itemKinds = ({
  id,
  call,
}: ResponseAnswer): { readonly reasoning: OutputItem; readonly answer: OutputItem } => ({
  reasoning: reasoningItem(`rs_${id}`),
  answer: call === undefined ? messageItem(`msg_${id}`) : callItem(`fc_${id}`, call),
})

const textPart = (text: string): object => ({
  type: 'output_text',
  text,
  annotations: [],
  logprobs: [],
})
const summaryPart = (text: string): object => ({ type: 'summary_text', text })

function messageItem(id: string): OutputItem {
  const item = (status: ResponseStatus, content: readonly object[]): object => ({
    id,
    type: 'message',
    status,
    role: 'assistant',
    content,
  })
  const whole: OutputItem['whole'] = (text, status) => item(status, [textPart(text)])
  return {
    whole,
    opening: (output_index) => [
      { type: 'response.output_item.added', output_index, item: item('in_progress', []) },
      {
        type: 'response.content_part.added',
        item_id: id,
        output_index,
        content_index: 0,
        part: textPart(''),
      },
    ],
    delta: (text, output_index) => ({
      type: 'response.output_text.delta',
      item_id: id,
      output_index,
      content_index: 0,
      delta: text,
      logprobs: [],
    }),
    closing: (text, output_index, status) => [
      {
        type: 'response.output_text.done',
        item_id: id,
        output_index,
        content_index: 0,
        text,
        logprobs: [],
      },
      {
        type: 'response.content_part.done',
        item_id: id,
        output_index,
        content_index: 0,
        part: textPart(text),
      },
      { type: 'response.output_item.done', output_index, item: whole(text, status) },
    ],
  }
}

/** Reasoning is shown as its summary, which is all that the real service shows of it. */
function reasoningItem(id: string): OutputItem {
  const item = (summary: readonly object[]): object => ({ id, type: 'reasoning', summary })
  const whole: OutputItem['whole'] = (text) => item([summaryPart(text)])
  const at = (output_index: number): object => ({ item_id: id, output_index, summary_index: 0 })
  return {
    whole,
    opening: (output_index) => [
      { type: 'response.output_item.added', output_index, item: item([]) },
      { type: 'response.reasoning_summary_part.added', ...at(output_index), part: summaryPart('') },
    ],
    delta: (text, output_index) => ({
      type: 'response.reasoning_summary_text.delta',
      ...at(output_index),
      delta: text,
    }),
    closing: (text, output_index, status) => [
      { type: 'response.reasoning_summary_text.done', ...at(output_index), text },
      {
        type: 'response.reasoning_summary_part.done',
        ...at(output_index),
        part: summaryPart(text),
      },
      { type: 'response.output_item.done', output_index, item: whole(text, status) },
    ],
  }
}

function callItem(id: string, { id: callId, name }: ToolCall): OutputItem {
  const whole: OutputItem['whole'] = (text, status) => ({
    id,
    type: 'function_call',
    status,
    arguments: text,
    call_id: `call_${callId}`,
    name,
  })
  return {
    whole,
    opening: (output_index) => [
      { type: 'response.output_item.added', output_index, item: whole('', 'in_progress') },
    ],
    delta: (text, output_index) => ({
      type: 'response.function_call_arguments.delta',
      item_id: id,
      output_index,
      delta: text,
    }),
    closing: (text, output_index, status) => [
      {
        type: 'response.function_call_arguments.done',
        item_id: id,
        output_index,
        name,
        arguments: text,
      },
      { type: 'response.output_item.done', output_index, item: whole(text, status) },
    ],
  }
}
