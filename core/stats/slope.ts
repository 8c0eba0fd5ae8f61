import { studentQuantile } from './student.ts'

/** A straight line through points: y = intercept + slope·x. */
export interface Slope {
  readonly points: number
  readonly slope: number
  readonly intercept: number
  /** Standard error of the slope. */
  readonly error: number
}

/**
 * Least squares (Draper and Smith, "Applied Regression Analysis", 1998, section 1): slope = Sxy/Sxx, its standard error
 * sqrt(SSE/(n - 2)/Sxx). Undefined with fewer than three points, or all of them at one x.
 */
export function slopeOf(x: ArrayLike<number>, y: ArrayLike<number>): Slope | undefined {
  const points = x.length
  if (points < 3) return undefined
  const [meanX, meanY] = [mean(x), mean(y)]
  let sxx = 0
  let sxy = 0
  for (let i = 0; i < points; i++) {
    sxx += (x[i]! - meanX) ** 2
    sxy += (x[i]! - meanX) * (y[i]! - meanY)
  }
  if (sxx === 0) return undefined
  const slope = sxy / sxx
  const intercept = meanY - slope * meanX
  let squares = 0
  for (let i = 0; i < points; i++) squares += (y[i]! - intercept - slope * x[i]!) ** 2
  return { points, slope, intercept, error: Math.sqrt(squares / (points - 2) / sxx) }
}

/** Half of the slope's two-sided interval: t(1 - alpha/2; n - 2) times its standard error. */
export function slopeMargin({ points, error }: Slope, alpha: number): number {
  return error === 0 ? 0 : studentQuantile(1 - alpha / 2, points - 2) * error
}

function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}
