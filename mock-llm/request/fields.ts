import { z } from 'zod'

/** What several dialects' bodies are made of. Null stands for absent, as the SDKs send it. */
export const text = z.string({ error: 'allowed: a text' })
export const number = z.number({ error: 'allowed: a number' }).nullish()
export const flag = z.boolean({ error: 'allowed: true or false' }).nullish()

/** A limit of output tokens. */
export const limit = limitFrom(1).nullish()
export function limitFrom(least: number): z.ZodNumber {
  const error = `allowed: a whole number from ${least}`
  return z.int({ error }).min(least, { error })
}

export const modelName = text.min(1, { error: 'allowed: the name of a model' })

/** A text, or a list of parts that may hold one. */
export const content = z.union(
  [
    z.string(),
    z.array(
      z.looseObject(
        { type: text.optional(), text: text.nullish() },
        { error: 'allowed: an object with a type' },
      ),
    ),
  ],
  { error: 'allowed: a text or a list of parts' },
)

/** An object of which only the given fields are looked at. */
export const object = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$loose> =>
  z.looseObject(shape, {
    error:
      Object.keys(shape).length === 0
        ? 'allowed: an object'
        : `allowed: an object with ${Object.keys(shape).join(', ')}`,
  })

/** At least one of something. */
export const listOf = <T extends z.ZodType>(item: T, what: string): z.ZodArray<T> =>
  z
    .array(item, { error: `allowed: a list of ${what}s` })
    .min(1, { error: `allowed: at least one ${what}` })

/** Any number of something, or nothing. */
export const anyOf = <T extends z.ZodType>(
  item: T,
  what: string,
): z.ZodOptional<z.ZodNullable<z.ZodArray<T>>> =>
  z.array(item, { error: `allowed: a list of ${what}s` }).nullish()
