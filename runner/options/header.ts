import { accept, type Parser, refuse } from './parsed.ts'

export interface Header {
  /** Lower case. */
  readonly name: string
  readonly value: string
}

/** A header's name is a token: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u
// oxlint-disable-next-line no-control-regex -- a header cannot carry control characters other than the tab
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/u
/** The harness or the HTTP client sets these; a second value would break framing or the join with the truth log. */
const OURS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-mock-key',
  'x-request-id',
])

/** `Name: value`. What was found is never repeated: it may be a key. */
export const header: Parser<Header> = (text, flag) => {
  const hint = `Give Name: value, for example ${flag} 'x-team: search'.`
  const colon = text.indexOf(':')
  const name = text.slice(0, Math.max(0, colon)).trim().toLowerCase()
  if (!TOKEN.test(name)) return refuse('what was given is not a header.', hint)
  if (OURS.has(name)) {
    return refuse(`the header ${name} is set by streamgauge itself.`, 'Leave it out.')
  }
  const value = text.slice(colon + 1).trim()
  if (CONTROL.test(value)) {
    return refuse(`the value of ${name} holds a line break or a control character.`, hint)
  }
  return accept({ name, value })
}
