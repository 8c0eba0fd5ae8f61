import type { Dialect } from '../../core/dialect/dialect.ts'

/** What goes into the bodies. */
export interface BodyParts {
  readonly model?: string | undefined
  /** A text: a slot that each stream fills by itself. */
  readonly maxTokens?: number | string | undefined
  readonly prompts: readonly string[]
  /** Text of the user's own body; absent: the dialect's. */
  readonly bodyFile?: string | undefined
}

type Slots = Readonly<Record<string, unknown>>

/** The body of each request, one a prompt, to be taken in turn; a single one where no prompt goes in. */
export function buildBodies(dialect: Dialect, parts: BodyParts): string[] {
  const bodies = parts.prompts.map((prompt) => {
    const slots = slotsOf(parts, prompt)
    return parts.bodyFile === undefined
      ? JSON.stringify(fill(dialect.request.body, slots))
      : fillText(parts.bodyFile, slots)
  })
  return [...new Set(bodies)]
}

/** The names of the slots, `{{prompt}}` and its like, that a template has. */
export function slotsIn(template: string): ReadonlySet<string> {
  return new Set([...template.matchAll(SLOT)].map((match) => match[1] as string))
}

const SLOT = /\{\{(prompt|model|maxTokens|messages)\}\}/gu

const slotsOf = ({ model, maxTokens }: BodyParts, prompt: string): Slots => ({
  prompt,
  model,
  maxTokens,
  messages: [{ role: 'user', content: prompt }],
})

/** Replaces strings that are a slot as a whole; a key whose value is not given is left out. */
function fill(template: unknown, slots: Slots): unknown {
  if (typeof template === 'string') {
    const [, slot] = /^\{\{(\w+)\}\}$/u.exec(template) ?? []
    return slot === undefined ? template : slots[slot]
  }
  if (Array.isArray(template)) {
    return template.map((item) => fill(item, slots)).filter((item) => item !== undefined)
  }
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(
    Object.entries(template)
      .map(([key, value]) => [key, fill(value, slots)] as const)
      .filter(([, value]) => value !== undefined),
  )
}

/** The user's text: slots stand within JSON strings (or, as numbers and lists, alone), so texts are escaped. */
const fillText = (template: string, slots: Slots): string =>
  template.replaceAll(SLOT, (whole, slot: string) => {
    const value = slots[slot]
    if (value === undefined) return whole
    const json = JSON.stringify(value)
    return typeof value === 'string' ? json.slice(1, -1) : json
  })
