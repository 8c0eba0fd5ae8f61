import { expect, test } from 'vitest'
import { judgeMade } from '../fixture/results-in-memory.ts'
import { fixtureStreams } from '../fixture/streams.ts'
import type { SteadyResult } from '../summary/steady-state.ts'
import type { Group } from '../summary/group.ts'
import { kneeSentence, kneesOf } from './knees.ts'

const [sound] = judgeMade({ records: fixtureStreams(20) }).summary.groups
const step = (variant: string, result: SteadyResult, route = 'direct'): Group => ({
  ...sound!,
  scenario: `arrival-ramp/${variant}`,
  route,
  steadyState: { ...sound!.steadyState!, result },
})

test('the last step that was served and the first that was not, on each route', () => {
  const knees = kneesOf([
    step('101', 'unstable'),
    step('67.5', 'steady'),
    step('30', 'steady'),
    step('30', 'unknown', 'nginx'),
    { ...sound!, scenario: 'quick' },
  ])
  expect(knees).toMatchObject([
    { route: 'direct', servedPerSecond: 67.5, unstablePerSecond: 101 },
    { route: 'nginx', servedPerSecond: 30 },
  ])
  expect(knees.map(kneeSentence)).toEqual([
    'direct: 67.5 starts a second were served, 101 were too many',
    'nginx: 30 starts a second were served; the ramp ended before the knee',
  ])
})

test('a ramp whose first step is too much has no served step', () => {
  const [knee] = kneesOf([step('500', 'unstable')])
  expect(knee).not.toHaveProperty('servedPerSecond')
  expect(kneeSentence(knee!)).toBe('direct: already 500 starts a second were more than is served')
})
