import { expect, test } from 'vitest'
import { fuzzTargets } from './fuzz-targets.ts'

test('names belong to the package line that follows them', () => {
  const listing = 'ok  \tm/a\t0.1s\nFuzzOne\nFuzzTwo\nok  \tm/b\t0.1s\n?   \tm/c\t[no test files]\n'
  expect(fuzzTargets(listing)).toEqual([
    { name: 'FuzzOne', folder: 'm/b' },
    { name: 'FuzzTwo', folder: 'm/b' },
  ])
})
