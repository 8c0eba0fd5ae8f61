import type { VerdictResult } from '../../summary/verdict.ts'

/** Colour as a second signal only: each function gives the text back unchanged when none was asked for. */
export interface Ink {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly warn: (text: string) => string
  readonly verdict: (result: VerdictResult, text: string) => string
}

const CODES = { pass: 32, fail: 31, inconclusive: 33, invalid: 35 } as const

export function inkOf(color: boolean): Ink {
  const set = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const bold = set(1)
  return {
    bold,
    dim: set(2),
    warn: set(33),
    verdict: (result, text) => bold(set(CODES[result])(text)),
  }
}
