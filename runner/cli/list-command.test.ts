import { expect, test } from 'vitest'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import { SCENARIOS } from '../../core/scenario/scenarios.ts'
import { ROUTES } from '../options/routes.ts'
import { streamgauge } from './streamgauge.ts'

async function list(...words: readonly string[]): Promise<string> {
  let text = ''
  await streamgauge(['list', ...words], {
    out: (piece) => (text += piece),
    err: (piece) => (text += piece),
    env: {},
    cwd: '/',
    terminal: false,
  })
  return text
}

test('as JSON: scenarios with their seconds, dialects, profiles, routes', async () => {
  const listing = JSON.parse(await list('--json')) as Record<string, Record<string, unknown>[]>
  expect(Object.keys(listing)).toEqual(['scenarios', 'dialects', 'profiles', 'routes'])
  expect(listing['scenarios']?.map(({ name }) => name)).toEqual(SCENARIOS.map(({ name }) => name))
  for (const row of listing['scenarios'] ?? []) {
    expect(Object.keys(row)).toEqual(['name', 'shows', 'seconds', 'knobs'])
  }
  expect(listing['dialects']?.map(({ name }) => name)).toEqual(DIALECTS.map(({ name }) => name))
  expect(listing['profiles']).toContainEqual({
    name: 'steady',
    shows: expect.stringContaining('the default'),
  })
  expect(listing['routes']?.map(({ name }) => name)).toEqual(ROUTES.map(({ name }) => name))
  expect(listing['routes']).toContainEqual({
    name: 'nginx:header-stripped',
    shows: expect.stringContaining('on purpose'),
    finding: 'buffering',
    cure: 'nginx:x-accel',
  })
})

test('as text: a line each, under four headings', async () => {
  const lines = (await list()).split('\n')
  const headings = lines.filter((line) => /^\w/u.test(line))
  expect(headings).toEqual(['scenarios', 'dialects', 'profiles', 'routes'])
  expect(lines.find((line) => line.startsWith('  quick '))).toMatch(/\(about \d+ s\)$/u)
})

test('each route that has a fault names one without it as its cure', () => {
  for (const { finding, cure } of ROUTES) {
    expect(cure === undefined).toBe(finding === undefined)
    if (cure === undefined) continue
    const healthy = ROUTES.find(({ name }) => name === cure)
    expect(healthy).toBeDefined()
    expect(healthy?.finding).toBeUndefined()
  }
})
