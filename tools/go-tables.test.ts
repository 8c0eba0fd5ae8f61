import { expect, test } from 'vitest'
import { goTables } from './go-tables.ts'

test('keeps the lines that begin with a bar', () => {
  const output = ['| behaviour | outcome\n', '--- PASS: TestA (0.00s)\n', '| whole | complete\n']
    .map((text) => JSON.stringify({ Action: 'output', Package: 'p', Test: 'TestA', Output: text }))
    .join('\n')
  expect(goTables(`# noise\n${output}`)).toBe('| behaviour | outcome\n| whole | complete\n')
})
