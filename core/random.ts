/**
 * Seeded random numbers that fork: a child's draws depend only on (seed, key), never on what other
 * children drew or in which order, so concurrency cannot change a draw.
 *
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state, seeded by hashing.
 * Hash: MurmurHash3 x86 32-bit finaliser steps over UTF-16 units, run with four offsets.
 */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number
  /** Whole number in [0, n). */
  below(n: number): number
  /** Standard exponential (mean 1). */
  exponential(): number
  /** Standard normal (mean 0, variance 1). */
  normal(): number
  /** Gamma with the given shape k > 0 and scale 1 (mean k). */
  gamma(shape: number): number
  /** An independent generator that is a pure function of this one's seed and `key`. */
  fork(key: string): Random
}

/** A generator for `seed` (a whole number 0..2^53-1). */
export function seededRandom(seed: number): Random {
  return fromKey(`seed:${seed}`)
}

function fromKey(key: string): Random {
  const step = sfc32(hash(key, 0x9e3779b9), hash(key, 0x243f6a88), hash(key, 0xb7e15162), 1)
  for (let i = 0; i < 12; i++) step()
  const next = (): number => step() / 0x1_0000_0000
  const exponential = (): number => -Math.log(1 - next())
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const gamma = (shape: number): number => gammaDraw({ next, normal }, shape)
  return {
    next,
    below: (n) => Math.floor(next() * n),
    exponential,
    normal,
    gamma,
    fork: (child) => fromKey(`${key}/${child}`),
  }
}

/**
 * Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). For shape < 1 the
 * draw for shape + 1 is multiplied by U^(1/shape).
 */
function gammaDraw(source: Pick<Random, 'next' | 'normal'>, shape: number): number {
  if (shape < 1) {
    return gammaDraw(source, shape + 1) * (1 - source.next()) ** (1 / shape)
  }
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = source.normal()
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    const u = 1 - source.next()
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function sfc32(a0: number, b0: number, c0: number, d0: number): () => number {
  let [a, b, c, d] = [a0, b0, c0, d0]
  return () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
}

function hash(text: string, offset: number): number {
  let h = offset | 0
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0xcc9e2d51)
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  h ^= text.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}
