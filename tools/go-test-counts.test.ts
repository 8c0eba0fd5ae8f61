import { expect, test } from 'vitest'
import { goTestCounts } from './go-test-counts.ts'

const lines = (...events: object[]): string => events.map((e) => JSON.stringify(e)).join('\n')

test('counts passed, failed and skipped tests, and names the last two', () => {
  const output = lines(
    { Action: 'run', Package: 'p', Test: 'A' },
    { Action: 'pass', Package: 'p', Test: 'A' },
    { Action: 'fail', Package: 'p', Test: 'B' },
    { Action: 'skip', Package: 'p', Test: 'C' },
    { Action: 'fail', Package: 'p' },
  )
  expect(goTestCounts(output)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    details: ['failed: p B', 'skipped: p C'],
  })
})

test('a package that does not build is a failure', () => {
  const output = `# p\nx.go:1: syntax error\n${lines({ Action: 'fail', Package: 'p' })}`
  expect(goTestCounts(output).failed).toBe(1)
})
