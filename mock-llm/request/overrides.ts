import { z } from 'zod'
import { CUT_WAYS } from '../../core/plan/plan.ts'
import { type Checked, check } from './check.ts'
import { found } from './problem.ts'

const whole = (least: number, most: number): z.ZodNumber => {
  const error = `allowed: a whole number from ${least} to ${most}`
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}
const number = (least: number, most: number): z.ZodNumber => {
  const error = `allowed: a number from ${least} to ${most}`
  return z.number({ error }).min(least, { error }).max(most, { error })
}

const rate = number(0, 1).optional()
const afterTokens = whole(0, 1_000_000)
const strict = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `allowed: ${Object.keys(shape).join(', ')}`
        : 'allowed: an object',
  })

const FAULTS = [
  strict({ type: z.literal('cut'), afterTokens, how: oneOf(CUT_WAYS), rate }),
  strict({ type: z.literal('stall'), afterTokens, forMs: number(0, 600_000), rate }),
  strict({ type: z.literal('error'), afterTokens, kind: kindName(), rate }),
  strict({
    type: z.literal('status'),
    code: whole(400, 599),
    retryAfterS: whole(0, 86_400).optional(),
    rate,
  }),
] as const

const FAULT_TYPES = FAULTS.map((schema) => schema.shape.type.value)

const fault = z.discriminatedUnion('type', FAULTS, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `allowed: ${FAULT_TYPES.join(', ')}`
      : 'allowed: an object with a type',
})

const overrides = strict({
  ttftMs: number(0, 600_000).optional(),
  gapMs: number(0, 60_000).optional(),
  tokens: whole(0, 1_000_000).optional(),
  gapCv: number(0, 10).optional(),
  seed: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  padBytes: whole(0, 1_048_576).optional(),
  fault: z
    .union([fault, z.array(fault)], { error: 'allowed: one fault or a list of faults' })
    .optional(),
})

/** What one request may change of the profile it is served by (`x-mock`). */
export type Overrides = z.infer<typeof overrides>

/** Reads the JSON of the header `x-mock` or of the query's `mock`. Nothing given: nothing changed. */
export function readOverrides(text: string | undefined): Checked<Overrides> {
  if (text === undefined) return { value: {} }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    const message = `x-mock: found ${found(text)}; allowed: a JSON object such as {"tokens":64}`
    return { problems: [{ field: 'x-mock', message }] }
  }
  return check(overrides, json, 'x-mock')
}

function oneOf<T extends string>(values: readonly T[]): z.ZodEnum<{ [K in T]: K }> {
  return z.enum(values, { error: `allowed: ${values.join(', ')}` })
}

function kindName(): z.ZodString {
  const error = 'allowed: a name of letters, digits, _ and -, such as server_error'
  return z.string({ error }).regex(/^[A-Za-z0-9_-]{1,64}$/, { error })
}
