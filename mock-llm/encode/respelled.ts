import type { Encoder } from './encoder.ts'

/** Other ways to write the same events, all allowed by https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export interface Spelling {
  /** Line ends. `mixed`: CRLF after fields, CR after the blank line. Default `lf`. */
  readonly eol?: 'lf' | 'crlf' | 'cr' | 'mixed' | undefined
  /** A byte order mark before everything. */
  readonly bom?: boolean | undefined
  /** A comment before each event. */
  readonly comments?: boolean | undefined
  /** No space after the colon. */
  readonly noSpace?: boolean | undefined
  /** The data of an event in several lines, where it is a JSON object. */
  readonly multiLine?: boolean | undefined
  /** Fields that no reader knows, one of them without a colon. */
  readonly unknownFields?: boolean | undefined
}

/** U+FEFF in UTF-8, one character a byte. */
const BOM = '\u00ef\u00bb\u00bf'
const ENDS = {
  lf: ['\n', '\n'],
  crlf: ['\r\n', '\r\n'],
  cr: ['\r', '\r'],
  mixed: ['\r\n', '\r'],
} as const

/** The same encoder in another spelling. Each piece that it gives holds whole events, but for the part of a cut one. */
export function respelled(encoder: Encoder, spelling: Spelling): Encoder {
  const spell = (piece: string): string => respell(piece, spelling)
  return {
    opening: (spelling.bom === true ? BOM : '') + spell(encoder.opening),
    token: (text, index, reasoning) => spell(encoder.token(text, index, reasoning)),
    finish: (step, sent) => spell(encoder.finish(step, sent)),
    error: (kind, partial, message) => spell(encoder.error(kind, partial, message)),
    part: (text, how) => spell(encoder.part(text, how)),
    ...(encoder.notice && { notice: (step) => spell(encoder.notice?.(step) ?? '') }),
  }
}

/** Rewrites whole events as our encoders write them: `NAME: VALUE` and LF. */
export function respell(piece: string, spelling: Spelling): string {
  if (piece === '') return piece
  const [fieldEnd, blankEnd] = ENDS[spelling.eol ?? 'lf']
  const lines = piece.split('\n')
  // What follows the last LF is a line that is not ended: of a cut event, else nothing.
  const rest = lines.pop() ?? ''
  const written = lines.map((line, at) => {
    if (line === '') return blankEnd
    const first = at === 0 || lines[at - 1] === ''
    return [...(first ? before(spelling) : []), ...fieldLines(line, spelling)]
      .map((one) => one + fieldEnd)
      .join('')
  })
  return written.join('') + rest
}

function before({ comments, unknownFields }: Spelling): readonly string[] {
  return [
    ...(comments === true ? [': still here'] : []),
    ...(unknownFields === true ? ['note: 1', 'note'] : []),
  ]
}

function fieldLines(line: string, { noSpace, multiLine }: Spelling): readonly string[] {
  const lines =
    multiLine === true && line.startsWith('data: {') && line.endsWith('}')
      ? ['data: {', `data: ${line.slice('data: {'.length)}`]
      : [line]
  return noSpace === true ? lines.map((one) => one.replace(/^(\w+): /u, '$1:')) : lines
}
