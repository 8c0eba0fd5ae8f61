/** One of several generators that share a load: the k-th of n. */
export interface Segment {
  /** From 1. */
  readonly number: number
  readonly of: number
}

/** Without one a generator makes the whole load. */
export const WHOLE_LOAD: Segment = { number: 1, of: 1 }

/** `2/3` as the second of three; undefined for anything that is none. */
export function parseSegment(text: string): Segment | undefined {
  const [, first, second] = /^([1-9]\d*)\/([1-9]\d*)$/u.exec(text) ?? []
  const [number, of] = [Number(first), Number(second)]
  return number <= of ? { number, of } : undefined
}

/**
 * Whether stream `index` of a load is this generator's: it takes every n-th, by the index that the stream has in the whole load.
 * Its key, its instant and what it asks for are those of the whole load, so the generators together make exactly that.
 */
export const isOwn = (index: number, { number, of }: Segment): boolean => index % of === number - 1

/** How many of the first `count` streams, lanes or places of a load are this generator's; over all generators the sum is `count`. */
export const ownShare = (count: number, { number, of }: Segment): number =>
  Math.max(0, Math.ceil((count - number + 1) / of))

/** The index in the whole load of this generator's i-th stream. */
export const ownIndex = (i: number, { number, of }: Segment): number => i * of + number - 1
