import { studentQuantile } from './student.ts'

/** A straight line through points: y = intercept + slope·x. */
export interface Slope {
  /** Points less what was fitted: two, or one and the number of levels. */
  readonly freedom: number
  readonly slope: number
  /** Standard error of the slope. */
  readonly error: number
}

/**
 * Least squares (Draper and Smith, "Applied Regression Analysis", 1998, section 1): slope = Sxy/Sxx, its standard error
 * sqrt(SSE/(n - 1 - g)/Sxx). `levels` says to which of g groups each point belongs; every group has a level of its own
 * and only the slope is common (analysis of covariance). Without it there is one. Undefined with fewer points than
 * that takes, or where no group has points at different x.
 */
export function slopeOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  levels?: ArrayLike<number>,
): Slope | undefined {
  const [centredX, centredY] = [centred(x, levels), centred(y, levels)]
  const groups = levels === undefined ? 1 : new Set(Array.from(levels)).size
  const freedom = x.length - 1 - groups
  const sxx = products(centredX, centredX)
  if (freedom < 1 || !(sxx > 1e-20 * products(x, x))) return undefined
  const slope = products(centredX, centredY) / sxx
  const rest = centredY.map((value, i) => value - slope * centredX[i]!)
  return { freedom, slope, error: Math.sqrt(products(rest, rest) / freedom / sxx) }
}

/** Half of the slope's two-sided interval: t(1 - alpha/2) times its standard error. */
export function slopeMargin({ freedom, error }: Slope, alpha: number): number {
  return error === 0 ? 0 : studentQuantile(1 - alpha / 2, freedom) * error
}

/** Less the mean of its group. */
function centred(values: ArrayLike<number>, levels: ArrayLike<number> | undefined): Float64Array {
  const groups = new Map<number, { sum: number; count: number }>()
  const groupOf = (i: number): number => levels?.[i] ?? 0
  for (let i = 0; i < values.length; i++) {
    const group = groups.get(groupOf(i)) ?? { sum: 0, count: 0 }
    group.sum += values[i]!
    group.count++
    groups.set(groupOf(i), group)
  }
  return Float64Array.from(values, (value, i) => {
    const { sum, count } = groups.get(groupOf(i))!
    return value - sum / count
  })
}

function products(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
