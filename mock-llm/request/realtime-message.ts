import { z } from 'zod'
import type { ToolWish } from './called-tool.ts'
import { type Checked, check } from './check.ts'
import { anyOf, content, limitFrom, object, text } from './fields.ts'
import { jsonBody } from './json-body.ts'
import { type Overrides, readOverrides } from './overrides.ts'
import { found } from './problem.ts'

const item = object({
  id: text.nullish(),
  type: text,
  role: text.nullish(),
  content: content.nullish(),
})
const CHOICES = ['none', 'auto', 'required'] as const
const TEXT_ONLY = 'allowed: ["text"]'
/** What a session has and a response may have instead. */
const settings = {
  instructions: text.nullish(),
  output_modalities: z
    .array(z.literal('text', { error: TEXT_ONLY }), { error: TEXT_ONLY })
    .nullish(),
  max_output_tokens: z
    .union([limitFrom(1), z.literal('inf')], { error: 'allowed: a whole number from 1, or inf' })
    .nullish(),
  tools: anyOf(
    object({ type: text, name: text.nullish(), parameters: z.unknown().optional() }),
    'tool',
  ),
  tool_choice: z
    .union([z.enum(CHOICES), object({ type: text, name: text.nullish() })], {
      error: `allowed: ${CHOICES.join(', ')} or an object with type`,
    })
    .nullish(),
}
const schemas = {
  'session.update': z.looseObject({ session: object(settings) }),
  'conversation.item.create': z.looseObject({ item }),
  'response.create': z.looseObject({
    response: object({
      ...settings,
      input: anyOf(item, 'item'),
      metadata: z
        .record(z.string(), z.string(), { error: 'allowed: an object of texts' })
        .nullish(),
    }).nullish(),
  }),
} as const

export type RealtimeItem = z.infer<typeof item>
export type RealtimeSettings = z.infer<z.ZodObject<typeof settings>>
type ResponseParams = NonNullable<z.infer<(typeof schemas)['response.create']>['response']>

/** What a client of `/v1/realtime` says. */
export type RealtimeMessage =
  | { readonly type: 'session.update'; readonly session: RealtimeSettings }
  | { readonly type: 'conversation.item.create'; readonly item: RealtimeItem }
  | { readonly type: 'response.cancel' }
  | {
      readonly type: 'response.create'
      readonly response: ResponseParams
      /** As the headers `x-mock-key` and `x-mock`: the names that the response's metadata has for them. */
      readonly key?: string | undefined
      readonly overrides?: Overrides
    }

const TYPES = [...Object.keys(schemas), 'response.cancel']

/** Reads one event; whatever is wrong is said in one sentence each. */
export function readRealtimeMessage(json: string): Checked<RealtimeMessage> {
  const body = jsonBody(json)
  if ('problems' in body) return body
  const type = body.value['type']
  switch (type) {
    case 'response.cancel':
      return { value: { type } }
    case 'session.update': {
      const checked = check(schemas[type], body.value, { where: 'event' })
      return 'problems' in checked ? checked : { value: { type, session: checked.value.session } }
    }
    case 'conversation.item.create': {
      const checked = check(schemas[type], body.value, { where: 'event' })
      return 'problems' in checked ? checked : { value: { type, item: checked.value.item } }
    }
    case 'response.create': {
      const checked = check(schemas[type], body.value, { where: 'event' })
      return 'problems' in checked ? checked : responseMessage(checked.value.response ?? {})
    }
    default: {
      const message = `type: found ${found(type)}; allowed: ${TYPES.join(', ')}`
      return { problems: [{ field: 'type', message }] }
    }
  }
}

function responseMessage(response: ResponseParams): Checked<RealtimeMessage> {
  const type = 'response.create'
  const { 'x-mock': mock, 'x-mock-key': key } = response.metadata ?? {}
  if (mock === undefined) return { value: { type, response, key } }
  const overrides = readOverrides(mock)
  if ('problems' in overrides) return overrides
  return { value: { type, response, key, overrides: overrides.value } }
}

/** What a response wants of its tools; its own settings go before the session's. */
export function realtimeWish(
  response: RealtimeSettings,
  session: RealtimeSettings,
  asked: boolean,
): ToolWish {
  const choice = response.tool_choice ?? session.tool_choice
  const named = typeof choice === 'object' && choice !== null ? choice.name : undefined
  return {
    tools: (response.tools ?? session.tools ?? []).flatMap((tool) =>
      typeof tool.name === 'string' ? [{ name: tool.name, schema: tool.parameters }] : [],
    ),
    required: asked || choice === 'required' || typeof named === 'string',
    name: named ?? undefined,
  }
}
