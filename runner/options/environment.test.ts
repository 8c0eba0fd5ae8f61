import { expect, test } from 'vitest'
import { readEnvironment } from './environment.ts'
import type { Problem } from './problem.ts'

function read(env: Record<string, string | undefined>) {
  const problems: Problem[] = []
  const given = Object.fromEntries(readEnvironment(env, problems))
  return { given, problems: problems.map(({ message, hint }) => `${message} ${hint}`) }
}

test('a variable is the name of its option in capitals, other prefixes and internal ones are left alone', () => {
  const env = {
    STREAMGAUGE_MAX_IN_FLIGHT: '5',
    STREAMGAUGE_NO_COLOR: 'true',
    STREAMGAUGE_INTERNAL_SPEC: 'x',
    STREAMGAUGE_RATE: undefined,
    RATE: '20',
  }
  expect(read(env)).toEqual({
    given: {
      'max-in-flight': { where: 'STREAMGAUGE_MAX_IN_FLIGHT', texts: ['5'] },
      'no-color': { where: 'STREAMGAUGE_NO_COLOR', texts: ['true'] },
    },
    problems: [],
  })
})

test('a variable of our prefix that is no option is refused, with the nearest one', () => {
  expect(
    read({ STREAMGAUGE_RAET: '20', STREAMGAUGE_FOO: '1', STREAMGAUGE_KEY: 's' }).problems,
  ).toEqual([
    'STREAMGAUGE_RAET: no option is called so. Did you mean STREAMGAUGE_RATE?',
    'STREAMGAUGE_FOO: no option is called so. Unset it; `streamgauge run --help` lists the options, and each is a variable too.',
    'STREAMGAUGE_KEY: no option is called so. Did you mean STREAMGAUGE_API_KEY_ENV?',
  ])
})
