/** English runs at about four bytes a token (OpenAI's own rule of thumb); exact counts would need a tokenizer. */
const BYTES_PER_TOKEN = 4

/** Input tokens of a prompt: the bytes of all its texts, divided. */
export function promptTokens(texts: readonly string[]): number {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return Math.ceil(bytes / BYTES_PER_TOKEN)
}

/** Every text in a message's content: itself, or that of its parts. */
export function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content]
  if (!Array.isArray(content)) return []
  return content.flatMap((part: unknown) => {
    if (typeof part === 'string') return [part]
    if (typeof part !== 'object' || part === null) return []
    const text: unknown = Reflect.get(part, 'text')
    return typeof text === 'string' ? [text] : textsIn(Reflect.get(part, 'content'))
  })
}
