import { createHash } from 'node:crypto'

/** What a request without `x-mock-key` is known by. */
export interface KeyParts {
  readonly path: string
  /** The query's `prompt`. */
  readonly prompt?: string | undefined
  readonly body?: unknown
}

/** How an answer is delivered, and how much of it, leaves its text as it is. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
])
/** The same where it is nested (Gemini, Ollama); a group that holds nothing else is left out with it. */
const LEFT_OUT_WITHIN: Readonly<Record<string, string>> = {
  generationConfig: 'maxOutputTokens',
  options: 'num_predict',
}

/** SHA-256 over path, prompt and canonical body without what only concerns delivery. */
export function requestKey({ path, prompt, body }: KeyParts): string {
  const whole = isObject(body)
    ? Object.fromEntries(Object.entries(body).flatMap(([name, value]) => kept(name, value)))
    : body
  return createHash('sha256')
    .update(JSON.stringify([path, prompt ?? null, canonical(whole) ?? null]))
    .digest('hex')
}

function kept(name: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (LEFT_OUT.has(name)) return []
  const within = LEFT_OUT_WITHIN[name]
  if (within === undefined || !isObject(value)) return [[name, value]]
  const { [within]: _, ...rest } = value
  return Object.keys(rest).length === 0 ? [] : [[name, rest]]
}

/** The same value with the names of every object in code unit order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (!isObject(value)) return value
  const names = Object.keys(value).toSorted()
  return Object.fromEntries(names.map((name) => [name, canonical(value[name])]))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
