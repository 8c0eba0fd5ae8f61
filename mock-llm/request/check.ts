import type { z } from 'zod'
import { found, type Problem } from './problem.ts'

export interface Naming {
  readonly where: string
  readonly base?: string
}

/** A value that passed, or all that is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problems: readonly Problem[] }

/**
 * Checks a value against a schema whose messages say what is allowed. `where` names the whole (`x-mock`, `body`); fields
 * are named by their path, after `base` where the value is itself a field of something.
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { where, base = '' }: Naming,
): Checked<T> {
  const result = schema.safeParse(value)
  if (result.success) return { value: result.data }
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, value, { where, base }))
  // A number that is neither whole nor in range breaks two rules with one message.
  const byMessage = new Map(problems.map((problem) => [problem.message, problem]))
  return { problems: [...byMessage.values()] }
}

function problemsOf(
  issue: z.core.$ZodIssue,
  root: unknown,
  naming: Required<Naming>,
): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = fieldName([...issue.path, key], naming)
      return { field, message: `${field}: unknown name; ${issue.message}` }
    })
  }
  const field = fieldName(issue.path, naming)
  return [{ field, message: `${field}: found ${found(at(root, issue.path))}; ${issue.message}` }]
}

function fieldName(path: readonly PropertyKey[], { where, base }: Required<Naming>): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  const text = [base, ...parts].join('').replace(/^\./, '')
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
