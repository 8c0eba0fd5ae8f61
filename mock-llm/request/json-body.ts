import type { Checked } from './check.ts'
import { found } from './problem.ts'

/** Deep enough for every chat request; deeper ones would only exhaust the stack of whoever walks them. */
const DEEPEST = 64

/** Parses a request's body, which must be one JSON object. */
export function jsonBody(text: string): Checked<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return wrong(`body: found ${found(text)}; allowed: a JSON object`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(`body: found ${kindOf(value)}; allowed: a JSON object`)
  }
  if (deeperThan(value, DEEPEST)) {
    return wrong(`body: found more than ${DEEPEST} levels; allowed: at most ${DEEPEST}`)
  }
  return { value: { ...value } }
}

const wrong = (
  message: string,
): { readonly problems: readonly [{ field: string; message: string }] } => ({
  problems: [{ field: 'body', message }],
})

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : found(value))

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => deeperThan(inner, levels - 1))
}
