import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { TruthLine } from '../../core/truth.ts'

/** How the streams of one load shared what the mock could give. */
export interface Fairness {
  readonly streams: number
  readonly windowMs: number
  readonly least: number
  readonly most: number
  /** 1 where all got the same, 1/n where one got everything. */
  readonly jain: number
}

/**
 * Tokens of each stream while all of them ran, by the mock's own log. Index of Jain, Chiu and Hawe, "A Quantitative Measure of
 * Fairness and Discrimination" (DEC-TR-301, 1984): (sum x)^2 / (n * sum x^2).
 */
export async function fairness(file: string): Promise<Fairness> {
  const all: (readonly number[])[] = []
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const { tokenMs } = JSON.parse(text) as TruthLine
    all.push(tokenMs)
  }
  const fromMs = Math.max(...all.map((stamps) => stamps[0] ?? Number.POSITIVE_INFINITY))
  const toMs = Math.min(...all.map((stamps) => stamps.at(-1) ?? 0))
  const counts = all.map((stamps) => stamps.filter((atMs) => atMs >= fromMs && atMs <= toMs).length)
  return { windowMs: toMs - fromMs, ...shares(counts) }
}

/** Of the counts of all streams. */
export function shares(counts: readonly number[]): Omit<Fairness, 'windowMs'> {
  const sum = counts.reduce((total, one) => total + one, 0)
  const squares = counts.reduce((total, one) => total + one * one, 0)
  return {
    streams: counts.length,
    least: Math.min(...counts),
    most: Math.max(...counts),
    jain: sum ** 2 / (counts.length * squares),
  }
}
