import { z } from 'zod'
import { type Checked, check } from './check.ts'
import { jsonBody } from './json-body.ts'
import { type Overrides, readOverrides } from './overrides.ts'
import { promptSchema } from './prompt-query.ts'
import { found } from './problem.ts'

/** What a client of `/ws/chat` says. */
export type WsMessage =
  | { readonly type: 'cancel' }
  | {
      readonly type: 'message'
      readonly prompt: string
      /** As the headers `x-mock-key` and `x-request-id`, for this message. */
      readonly key?: string | undefined
      readonly id?: string | undefined
      /** As the header `x-mock`; instead of it. */
      readonly overrides?: Overrides
    }

const NAME = 'allowed: a text of 1 to 256 characters'
const name = z.string({ error: NAME }).min(1, { error: NAME }).max(256, { error: NAME }).optional()
const schema = z.object({ prompt: promptSchema, key: name, id: name, mock: z.unknown().optional() })

/** Reads one message; whatever is wrong is said in one sentence each. */
export function readWsMessage(text: string): Checked<WsMessage> {
  const json = jsonBody(text)
  if ('problems' in json) {
    const problems = json.problems.map(({ field, message }) => ({
      field,
      message: message.replace(/^body/, 'message'),
    }))
    return { problems }
  }
  const type: unknown = json.value['type']
  if (type === 'cancel') return { value: { type } }
  if (type !== 'message') {
    const message = `type: found ${found(type)}; allowed: message, cancel`
    return { problems: [{ field: 'type', message }] }
  }
  const fields = check(schema, json.value, { where: 'message' })
  if ('problems' in fields) return fields
  const { prompt, key, id, mock } = fields.value
  if (mock === undefined) return { value: { type, prompt, key, id } }
  const overrides = readOverrides(JSON.stringify(mock))
  if ('problems' in overrides) return overrides
  return { value: { type, prompt, key, id, overrides: overrides.value } }
}
