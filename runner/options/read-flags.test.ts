import { expect, test } from 'vitest'
import { OPTIONS } from './options.ts'
import type { Problem } from './problem.ts'
import { readFlags } from './read-flags.ts'

function read(...words: readonly string[]) {
  const problems: Problem[] = []
  const flags = Object.fromEntries(readFlags(words, OPTIONS, problems))
  return { flags, problems: problems.map(({ message, hint }) => `${message} ${hint}`) }
}

test('flags, their values and scenarios may stand in any order', () => {
  const flags = { scenario: ['baseline', 'quick'], rate: ['20'], insecure: ['true'] }
  expect(read('baseline', '--rate', '20', '--insecure', 'quick')).toEqual({ flags, problems: [] })
  expect(read('--insecure', '--rate=20', 'baseline', 'quick')).toEqual({ flags, problems: [] })
})

test('a flag given twice keeps both texts in order', () => {
  expect(read('--header', 'a: 1', '--header', 'b: 2').flags).toEqual({ header: ['a: 1', 'b: 2'] })
})

test('a value may hold an equals sign or begin with a minus', () => {
  expect(read('--set', 'a=b', '--slo=ttft<1s', '--rate', '-5').flags).toEqual({
    set: ['a=b'],
    slo: ['ttft<1s'],
    rate: ['-5'],
  })
})

test('after -- only words follow', () => {
  expect(read('--', 'baseline', '--rate').flags).toEqual({ scenario: ['baseline', '--rate'] })
})

test('every mistake is found, and what follows an unknown flag is taken for its value', () => {
  expect(read('--raet', '5', '--tokne=5', '-r', 'baseline', '--sed').problems).toEqual([
    '--raet: unknown flag. Did you mean --rate?',
    '--tokne: unknown flag. Did you mean --tokens?',
    '-r: unknown flag. See --help for those there are.',
    '--sed: unknown flag. Did you mean --seed?',
  ])
})

test('a flag without its value says so, and the flag after it is not swallowed', () => {
  const hint = 'Give streams per second, for example --rate 20 or --rate 300/m.'
  expect(read('--rate')).toEqual({ flags: {}, problems: [`--rate: has no value. ${hint}`] })
  expect(read('--rate', '--seed', '1')).toEqual({
    flags: { seed: ['1'] },
    problems: [`--rate: has no value: the flag --seed follows. ${hint}`],
  })
})

test('the name of a positional option is no flag, and the value of an unknown flag is not repeated', () => {
  expect(read('--scenario', 'quick').problems).toEqual([
    '--scenario: unknown flag. See --help for those there are.',
  ])
  expect(read('--api-key=sk-123').problems).toEqual([
    '--api-key: unknown flag. Did you mean --api-key-env?',
  ])
})
