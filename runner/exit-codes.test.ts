import { expect, test } from 'vitest'
import { EXIT, EXIT_CODES } from './exit-codes.ts'

const width = Math.max(...EXIT_CODES.map(({ means }) => means.length))
const table = [
  `| code | ${'meaning'.padEnd(width)} |`,
  `| ---- | ${'-'.repeat(width)} |`,
  ...EXIT_CODES.map(({ code, means }) => `| ${String(code).padEnd(4)} | ${means.padEnd(width)} |`),
]

/** docs/exit-codes.md is made from the table: `vitest run -u` after a change. */
const page = `# Exit codes

Every command of \`streamgauge\` ends with one of these. When several apply to a run, wrong usage (2) and what is missing (3)
come first, since nothing has been started then; afterwards 130 or 143, 1, 4, 99 by counts, 5, 99 by times, 6, 0.

${table.join('\n')}
`

test('docs/exit-codes.md is what the program does', async () => {
  await expect(page).toMatchFileSnapshot('../docs/exit-codes.md')
})

test('no code has two meanings', () => {
  expect(Object.values(EXIT)).toEqual([0, 1, 2, 3, 4, 5, 6, 99, 130, 143])
})
