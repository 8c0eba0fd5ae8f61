import { errorObject } from '../request/error-object.ts'
import type { Encoder, WholeAnswer } from './encoder.ts'
import { itemKinds, type OutputItem } from './response-items.ts'
import { type ResponseAnswer, responseObject } from './response-object.ts'
import { MARK, template, type Template, typedEvent } from './template.ts'

/** An event whose sequence number is not known yet. */
type Event = { readonly type: string } & Readonly<Record<string, unknown>>

/**
 * The events of openai/openai-node src/resources/responses/responses.ts: an item for the reasoning, if there is any, then one
 * for the text or the call. An item begins with its first token; every event but the deltas repeats what came before, so
 * the text is kept until the end.
 */
export function responsesEncoder(answer: ResponseAnswer): Encoder {
  const kinds = itemKinds(answer)
  const done: object[] = []
  let open:
    | { readonly item: OutputItem; readonly delta: Template; readonly said: string[] }
    | undefined
  let sequence = 0
  let reasoningTokens = 0
  const events = (list: readonly Event[]): string =>
    list
      .map(({ type, ...rest }) => typedEvent({ type, sequence_number: sequence++, ...rest }))
      .join('')
  const close = (reason: 'stop' | 'length' = 'stop'): string => {
    if (open === undefined) return ''
    const { item, said } = open
    const text = said.join('').replaceAll(NO_TEXT, '')
    const status = reason === 'stop' ? 'completed' : 'incomplete'
    const bytes = events(item.closing(text, done.length, status))
    done.push(item.whole(text, status))
    open = undefined
    return bytes
  }
  const begin = (item: OutputItem): string => {
    const bytes = close() + events(item.opening(done.length))
    const { type, ...rest } = item.delta(MARK, done.length)
    const delta = template(typedEvent({ type, sequence_number: SEQUENCE, ...rest }))
    open = { item, delta, said: [] }
    return bytes
  }
  const opening = events([
    { type: 'response.created', response: responseObject(answer, 'in_progress') },
    { type: 'response.in_progress', response: responseObject(answer, 'in_progress') },
  ])
  return {
    opening,
    token(text, _, reasoning) {
      const item = reasoning === true ? kinds.reasoning : kinds.answer
      if (reasoning === true) reasoningTokens++
      const before = open?.item === item ? '' : begin(item)
      open?.said.push(text)
      return before + numbered(open?.delta.with(text) ?? '', sequence++)
    },
    finish(step, sent) {
      const bytes = close(step.reason)
      if (step.unterminated === true) return bytes
      const status = step.reason === 'stop' ? 'completed' : 'incomplete'
      const response = responseObject(answer, status, {
        output: done,
        tokens: sent,
        reasoningTokens,
      })
      return bytes + events([{ type: `response.${status}`, response }])
    },
    error: (kind) => events([{ type: 'error', ...flatError(kind) }]),
    part(text, how) {
      const before = open === undefined ? begin(kinds.answer) : ''
      return before + numbered(open?.delta.part(text, how) ?? '', sequence)
    },
  }
}

/** Stands for the sequence number in a delta's template; the first one in the event is ours. */
const SEQUENCE = -1
const SEQUENCE_FIELD = `"sequence_number":${SEQUENCE}`
const numbered = (bytes: string, sequence: number): string =>
  bytes.replace(SEQUENCE_FIELD, `"sequence_number":${sequence}`)

/** No character: with it a fault marks where a text is damaged on the wire. */
const NO_TEXT = '\uffff'

function flatError(kind: string): object {
  const { message, code } = errorObject(kind).error
  return { code, message, param: null }
}

/** The response of the same answer, as one document. */
export const wholeResponse =
  (answer: ResponseAnswer): WholeAnswer =>
  ({ text, reasoning, tokens, reasoningTokens }, reason) => {
    const { reasoning: thought, answer: said } = itemKinds(answer)
    const status = reason === 'stop' ? 'completed' : 'incomplete'
    const output = [
      ...(reasoningTokens > 0
        ? [thought.whole(reasoning, tokens > reasoningTokens ? 'completed' : status)]
        : []),
      ...(tokens > reasoningTokens ? [said.whole(text, status)] : []),
    ]
    return responseObject(answer, status, { output, tokens, reasoningTokens })
  }
