import { describe, expect, test } from 'vitest'
import { slopeMargin, slopeOf } from './slope.ts'

/** NIST StRD, linear regression, data set Norris: https://www.itl.nist.gov/div898/strd/lls/data/Norris.shtml, rows of y and x. */
const NORRIS = [
  [0.1, 0.2], [338.8, 337.4], [118.1, 118.2], [888.0, 884.6], [9.2, 10.1], [228.1, 226.5],
  [668.5, 666.3], [998.5, 996.3], [449.1, 448.6], [778.9, 777.0], [559.2, 558.2], [0.3, 0.4],
  [0.1, 0.6], [778.1, 775.5], [668.8, 666.9], [339.3, 338.0], [448.9, 447.5], [10.8, 11.6],
  [557.7, 556.0], [228.3, 228.1], [998.0, 995.8], [888.8, 887.6], [119.6, 120.2], [0.3, 0.3],
  [0.6, 0.3], [557.6, 556.8], [339.3, 339.1], [888.0, 887.2], [998.5, 999.0], [778.9, 779.0],
  [10.2, 11.1], [117.6, 118.3], [228.9, 229.2], [668.4, 669.1], [449.2, 448.9], [0.2, 0.5],
] as const // prettier-ignore

describe('the line through points', () => {
  const line = slopeOf(
    NORRIS.map(([, x]) => x),
    NORRIS.map(([y]) => y),
  )!

  test('has the certified values of NIST', () => {
    expect(line.freedom).toBe(34)
    expect(line.slope).toBeCloseTo(1.00211681802045, 12)
    expect(line.error).toBeCloseTo(0.429796848199937e-3, 13)
  })

  test('has the margin of scipy 1.17.1: scipy.stats.t.ppf(0.995, 34) standard errors', () => {
    expect(line.slope - slopeMargin(line, 0.01)).toBeCloseTo(1.0009441627208389, 12)
    expect(line.slope + slopeMargin(line, 0.01)).toBeCloseTo(1.0032894733200697, 12)
  })

  test('is not drawn through fewer than three points, nor through points above each other', () => {
    expect(slopeOf([1, 2], [3, 4])).toBeUndefined()
    expect(slopeOf([1, 1, 1], [3, 4, 5])).toBeUndefined()
  })

  test('of points in a row has no margin', () => {
    expect(slopeMargin(slopeOf([1, 2, 3], [5, 7, 9])!, 0.05)).toBe(0)
  })

  /** numpy 2.4.6: lstsq of y on x and a dummy for each group has slope 2.5 and standard error 0.12909944487358. */
  test('of groups with levels of their own is the line within them', () => {
    const x = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    const levels = [0, 0, 0, 1, 1, 1, 2, 2, 2]
    const y = [0, 3, 5, 100, 103, 105, 50, 53, 55]
    const within = slopeOf(x, y, levels)!
    expect(within).toMatchObject({ slope: 2.5, freedom: 5 })
    expect(within.error).toBeCloseTo(0.12909944487358, 12)
    expect(slopeOf(x, y)!.error).toBeGreaterThan(10)
  })
})
