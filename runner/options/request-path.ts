import { accept, type Parser, refuse } from './parsed.ts'

/** A path of the endpoint, below the API base. */
export const requestPath: Parser<string> = (text, flag) => {
  const hint = `Give a path that begins with /, for example ${flag} /v1/chat/completions.`
  const path = text.trim()
  return /^\/[^\s#]*$/u.test(path) && !path.startsWith('//')
    ? accept(path)
    : refuse(`"${text}" is not a path.`, hint)
}
