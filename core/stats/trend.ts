import { slopeMargin, slopeOf } from './slope.ts'

/** Pieces that a stretch of time is cut into: neighbouring streams depend on each other, means of pieces hardly do. */
const PIECES = 10
const LEAST_IN_PIECE = 3
const LEAST_RISE_RATIO = 0.1
const ALPHA = 0.01

/** A value and the instant that it is of. */
export interface Sample {
  readonly atMs: number
  readonly value: number
}

/**
 * Whether values rise over time: through the means of ten equal pieces of it goes a straight line, whose slope must lie above
 * its two-sided 99 % margin by Student's t, and whose rise must be at least a tenth of the mean. False where a piece has
 * fewer than three values: nothing can be told then.
 */
export function rises(samples: readonly Sample[]): boolean {
  const times = samples.map(({ atMs }) => atMs)
  const fromMs = Math.min(...times)
  const lengthMs = Math.max(...times) - fromMs
  if (!(lengthMs > 0)) return false
  const pieces = Array.from({ length: PIECES }, (): Sample[] => [])
  for (const sample of samples) {
    const at = Math.floor(((sample.atMs - fromMs) / lengthMs) * PIECES)
    pieces[Math.min(PIECES - 1, at)]?.push(sample)
  }
  if (pieces.some((piece) => piece.length < LEAST_IN_PIECE)) return false
  const line = slopeOf([...pieces.keys()], pieces.map(mean))
  if (line === undefined) return false
  const least = (LEAST_RISE_RATIO * Math.abs(mean(samples))) / PIECES
  return line.slope > Math.max(slopeMargin(line, ALPHA), least)
}

const mean = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { value }) => sum + value, 0) / samples.length
