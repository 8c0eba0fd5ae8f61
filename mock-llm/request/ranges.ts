import { z } from 'zod'

/** A whole number within the range; the message says so. */
export function whole(least: number, most: number): z.ZodNumber {
  const error = `allowed: a whole number from ${least} to ${most}`
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

/** A number within the range. */
export function number(least: number, most: number): z.ZodNumber {
  const error = `allowed: a number from ${least} to ${most}`
  return z.number({ error }).min(least, { error }).max(most, { error })
}

/** One of the given texts. */
export function oneOf<T extends string>(values: readonly T[]): z.ZodEnum<{ [K in T]: K }> {
  return z.enum(values, { error: `allowed: ${values.join(', ')}` })
}

/** An object with these fields and no others. */
export function strict<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const error = (issue: { readonly code: string }): string =>
    issue.code === 'unrecognized_keys'
      ? `allowed: ${Object.keys(shape).join(', ')}`
      : `allowed: an object with ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, { error })
}
