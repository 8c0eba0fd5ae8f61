import type { Plan, Step, TokenStep } from './plan.ts'

export const BUFFER_MODES = ['none', 'word', 'sentence', 'line'] as const
export type BufferMode = (typeof BUFFER_MODES)[number]

/** Holds text back until it is worth sending; a pure machine, for plans and for live streams alike. */
export interface TextBuffer {
  /** What may leave now that `text` has come; '' when all is held. */
  readonly add: (text: string) => string
  /** What is still held; nothing is afterwards. */
  readonly rest: () => string
}

/** Where the held text may be cut: everything before this place leaves; 0 holds all. */
const CUTS: Readonly<Record<Exclude<BufferMode, 'none'>, (held: string) => number>> = {
  word: (held) => lastMatchEnd(held, /\s(?=\S*$)/),
  sentence: (held) => (/[.!?]\s*$/.test(held) ? held.length : 0),
  line: (held) => held.lastIndexOf('\n') + 1,
}

const lastMatchEnd = (held: string, pattern: RegExp): number => {
  const at = held.search(pattern)
  return at < 0 ? 0 : at + 1
}

/** An empty buffer: `word` lets go up to the last white space, `line` up to the last line end, `sentence` all. */
export function textBuffer(mode: BufferMode): TextBuffer {
  if (mode === 'none') return { add: (text) => text, rest: () => '' }
  const cutOf = CUTS[mode]
  let held = ''
  return {
    add(text) {
      held += text
      const cut = cutOf(held)
      const leaving = held.slice(0, cut)
      held = held.slice(cut)
      return leaving
    },
    rest() {
      const leaving = held
      held = ''
      return leaving
    },
  }
}

/**
 * The plan of an application that buffers tokens: its pieces take the places of the tokens, numbered 0, 1, 2, …, each
 * due with the token that completed it; the rest leaves before the end. The text as a whole stays as it is.
 */
export function buffered(plan: Plan, mode: BufferMode): Plan {
  if (mode === 'none') return plan
  let tokens: number | undefined
  return {
    ...plan,
    /** Counted when somebody asks for the first time. */
    tokens: () => (tokens ??= countTokens(pieces(plan, mode))),
    steps: () => pieces(plan, mode),
  }
}

function* pieces(plan: Plan, mode: BufferMode): Generator<Step, undefined, undefined> {
  const steps = plan.steps()
  const buffer = textBuffer(mode)
  let index = 0
  let last: TokenStep | undefined
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
    const token = step.kind === 'token' ? step : undefined
    if (last !== undefined && (token === undefined || token.reasoning !== last.reasoning)) {
      const rest = buffer.rest()
      if (rest !== '') yield { ...last, index: index++, text: rest }
    }
    if (token === undefined) yield step.kind === 'finish' ? { ...step, index } : step
    else {
      const text = buffer.add(token.text)
      if (text !== '') yield { ...token, index: index++, text }
    }
    last = token
  }
  return undefined
}

function countTokens(steps: Iterator<Step, undefined, undefined>): number {
  let count = 0
  for (let step = steps.next().value; step !== undefined; step = steps.next().value) {
    if (step.kind === 'token') count++
  }
  return count
}
