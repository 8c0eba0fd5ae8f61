/** What stands in a body, within a JSON string, for the prompt of each stream. */
export const PROMPT_SLOT = '{{prompt}}'
/** What stands in a body, as a JSON string, for the longest answer of each stream. */
export const MAX_TOKENS_SLOT = '{{maxTokens}}'

/** A list of the one message that asks, as a body has it: a conversation takes its place. */
const ONLY_MESSAGE = JSON.stringify([{ role: 'user', content: PROMPT_SLOT }])

/** What one stream says: one prompt, or a conversation, whose messages are in turn the user's and the assistant's. */
export interface Said {
  readonly messages: readonly string[]
  readonly maxTokens?: number | undefined
}

/**
 * A body from its template, which is JSON with slots. A conversation goes in as messages with roles where the body has a list of
 * messages, else as one text.
 */
export function fillBody(template: string, { messages, maxTokens }: Said): string {
  const body = template
    .split(ONLY_MESSAGE)
    .join(JSON.stringify(messages.map((content, i) => ({ role: roleOf(i), content }))))
    .split(PROMPT_SLOT)
    .join(JSON.stringify(messages.join('\n\n')).slice(1, -1))
  return maxTokens === undefined
    ? body
    : body.split(JSON.stringify(MAX_TOKENS_SLOT)).join(String(maxTokens))
}

const roleOf = (index: number): string => (index % 2 === 0 ? 'user' : 'assistant')
