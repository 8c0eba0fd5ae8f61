import type { z } from 'zod'
import { found, type Problem } from './problem.ts'

/** A value that passed, or all that is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problems: readonly Problem[] }

/**
 * Checks a value against a schema. Each field's `.describe()` says what is allowed; `where` names the whole (`x-mock`, `body`).
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, where: string): Checked<T> {
  const result = schema.safeParse(value)
  if (result.success) return { value: result.data }
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, value, where)) }
}

function problemsOf(issue: z.core.$ZodIssue, root: unknown, where: string): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = fieldName([...issue.path, key], where)
      return { field, message: `${field}: unknown name; ${issue.message}` }
    })
  }
  const field = fieldName(issue.path, where)
  return [{ field, message: `${field}: found ${found(at(root, issue.path))}; ${issue.message}` }]
}

function fieldName(path: readonly PropertyKey[], where: string): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  return text === '' ? where : text
}

function at(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, part)
  }
  return value
}
