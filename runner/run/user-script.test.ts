import { expect, test } from 'vitest'
import { scriptEnv, thrownIn } from './user-script.ts'

const script = { file: `${process.cwd()}/mine.ts`, basePath: '/v1' }

test.each<[string, string | undefined]>([
  ['Error: boom 1\n\tat file:///w/mine.ts:4:6(23)\n', 'mine.ts:4: Error: boom 1'],
  [
    'a warning\nTypeError: no\n\tat iter_default (file:///w/mine.ts:5:8(7))\n\nTypeError: no\n',
    'mine.ts:5: TypeError: no',
  ],
  ['Error: deep\n\tat native\n\tat f (file:///w/lib.ts:9:1(2))\n', 'mine.ts:9: Error: deep'],
  ['  iterations: 2\n', undefined],
])('what a script threw is read from %j', (log, thrown) => {
  expect(thrownIn(log, script)).toBe(thrown)
})

test('a script is told where its target is: by the route, below the path of the API base', () => {
  const routes = [{ name: 'nginx', origins: ['http://127.0.0.1:81', 'http://127.0.0.1:82'] }]
  expect(scriptEnv(script, { seed: 7 }, routes)).toEqual({
    STREAMGAUGE_TARGET: 'http://127.0.0.1:81/v1',
    STREAMGAUGE_ROUTE: 'nginx',
    STREAMGAUGE_SEED: '7',
  })
})
