import type { StreamWish } from '../trial.ts'

/** What most streams of a trial get: about 0.6 s. */
const ANSWER = { ttftMs: 60, gapMs: 20, tokens: 30, gapCv: 0.3 } as const

/** A clean stream of the chat application. */
export const plain = (mock: Readonly<Record<string, unknown>> = {}): StreamWish => ({
  mock: { ...ANSWER, stamp: true, ...mock },
})

/** The same with one fault. */
export const fault = (type: string, more: Readonly<Record<string, unknown>> = {}): StreamWish =>
  plain({ fault: { type, ...more } })

/** How most trials begin their streams. */
export const USUAL = { streams: 8, spacingMs: 37 } as const

/** Answers that are cut after some tokens and resumed at once. */
export function resumed(afterTokens: number, tokens = 60): StreamWish {
  return {
    mock: { ...ANSWER, gapCv: 0, tokens, fault: { type: 'cut', afterTokens, how: 'clean' } },
    method: 'GET',
    resume: { maxAttempts: 2, delayMs: 0 },
  }
}

/** A client that reads 12 MB/s of an answer of 21 MB which is there at once. */
export function slowReader(): StreamWish {
  return {
    mock: { ttftMs: 20, gapMs: 0, tokens: 320, padBytes: 65_536 },
    read: { bytesPerSecond: 12_000_000, receiveBufferBytes: 65_536 },
  }
}
