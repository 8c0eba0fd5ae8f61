import { expect, test } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { COMMANDS } from './commands.ts'
import { streamgauge } from './streamgauge.ts'

async function run(words: readonly string[]) {
  const output = { out: '', err: '' }
  const code = await streamgauge(words, {
    out: (text) => (output.out += text),
    err: (text) => (output.err += text),
    env: {},
    cwd: '/',
    terminal: false,
  })
  return { code, ...output }
}

/** `mock --help` is the mock's own. */
const withHelp = COMMANDS.filter(({ passesOn }) => passesOn !== true).map(({ name }) => name)

test('the help of the program is the text beside this file', async () => {
  const { code, out, err } = await run(['--help'])
  await expect(out).toMatchFileSnapshot('help/streamgauge.txt')
  expect({ code, err }).toEqual({ code: EXIT.pass, err: '' })
})

test.each(withHelp)('the help of %s is the text beside this file', async (name) => {
  const { code, out, err } = await run([name, '--help'])
  await expect(out).toMatchFileSnapshot(`help/${name}.txt`)
  expect({ code, err }).toEqual({ code: EXIT.pass, err: '' })
  expect(await run(['help', name])).toEqual({ code, out, err })
})

test.each(COMMANDS)('the help of $name has an example', async ({ name }) => {
  const { out } = await run(['help', name])
  expect(out).toContain(`\nExamples:\n  streamgauge ${name}`)
})

test('the version is a number', async () => {
  const { code, out } = await run(['--version'])
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/u)
  expect(code).toBe(EXIT.pass)
})
