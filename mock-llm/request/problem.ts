/** What is wrong with a request, in one sentence that names the field, what was found and what is allowed. */
export interface Problem {
  readonly field: string
  readonly message: string
}

const LONGEST_FOUND = 80

/** A value as it stands in a message: JSON, cut to a readable length. */
export function found(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text
}
