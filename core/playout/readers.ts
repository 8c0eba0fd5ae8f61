/**
 * Readers whom a stream is played out to, by the tokens per second that they take. `reader` is a person who reads every word (238
 * words a minute, Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047, at about 1.3 tokens a word), `skimmer` one who
 * runs over them, `interactive` text that grows before one's eyes (40 ms a token), `agent` a program (15 ms).
 */
export const READERS = { reader: 5, skimmer: 10, interactive: 25, agent: 65 } as const

export type ReaderName = keyof typeof READERS
export const READER_NAMES = ['reader', 'skimmer', 'interactive', 'agent'] as const

/** A reader waits longer than this: a stall that is counted. Shorter waits only add up. */
export const STALL_LIMIT_MS = 200

/** Deadline of the first token for the fluidity index, from the intended start. */
export const FIRST_DEADLINE_MS = 1000
