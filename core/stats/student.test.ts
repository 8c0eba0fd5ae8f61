import { expect, test } from 'vitest'
import { studentCdf, studentQuantile } from './student.ts'

/** scipy 1.17.1: scipy.stats.t.ppf(p, df). */
test.each([
  [1, [1.0000000000000002, 6.313751514675037, 12.706204736174694, 63.656741162871526]],
  [2, [0.8164965809277261, 2.9199855803537242, 4.302652729749462, 9.924843200918287]],
  [3, [0.7648923284043444, 2.3533634348018233, 3.1824463052837078, 5.840909309733355]],
  [5, [0.7266868438004226, 2.0150483733330233, 2.5705818356363146, 4.032142983555228]],
  [8, [0.7063866126448388, 1.8595480375308973, 2.306004135204166, 3.355387331333395]],
  [30, [0.6827556933212927, 1.697260886593957, 2.0422724563012378, 2.7499956535672254]],
  [200, [0.6757184114042201, 1.6525081009108769, 1.9718962236339088, 2.600634436191558]],
])('quantiles with %i degrees of freedom', (freedom, expected) => {
  for (const [i, p] of [0.75, 0.95, 0.975, 0.995].entries()) {
    expect(studentQuantile(p, freedom)).toBeCloseTo(expected[i]!, 9)
    expect(studentQuantile(1 - p, freedom)).toBeCloseTo(-expected[i]!, 9)
  }
})

/** scipy 1.17.1: scipy.stats.t.cdf(t, df). */
test.each([
  [1.3, 1, 0.7912855998398473],
  [2.5, 4, 0.966616727594006],
  [-0.7, 7, 0.2532587760978],
  [3, 60, 0.9980361513335136],
])('P(T <= %f) with %i degrees of freedom', (t, freedom, expected) => {
  expect(studentCdf(t, freedom)).toBeCloseTo(expected, 12)
})
