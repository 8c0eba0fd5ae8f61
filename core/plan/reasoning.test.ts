import { expect, it } from 'vitest'
import { buildPlan, type PlanRequest } from './build-plan.ts'
import type { Step } from './plan.ts'

const REQUEST: PlanRequest = { key: 'k', seed: 1, ttftMs: 0, gapMs: 1, gapCv: 0.5, tokens: 6 }

function stepsOf(request: PlanRequest): readonly Step[] {
  const steps: Step[] = []
  const iterator = buildPlan(request).steps()
  for (let step = iterator.next(); step.done !== true; step = iterator.next()) {
    steps.push(step.value)
  }
  return steps
}
const texts = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'token' ? [step.text] : []))
const shown = (request: PlanRequest): readonly string[] =>
  stepsOf(request).map((step) => {
    if (step.kind !== 'token') return step.kind === 'finish' ? step.reason : step.kind
    return (step.reasoning === true ? 'think ' : 'say ') + step.index
  })

it.each([
  [{ reasoningTokens: 2 }, ['think 0', 'think 1', 'say 2', 'say 3', 'say 4', 'say 5', 'stop']],
  [{ reasoningTokens: 9, tokens: 2 }, ['think 0', 'think 1', 'stop']],
  [{ reasoningTokens: 2, maxTokens: 3 }, ['think 0', 'think 1', 'say 2', 'length']],
  [{ reasoningTokens: 2, maxTokens: 1 }, ['think 0', 'length']],
  [{ reasoningTokens: 1, script: ['a', 'b'] }, ['think 0', 'say 1', 'say 2', 'stop']],
  [{ script: ['a', 'b'], maxTokens: 1 }, ['say 0', 'length']],
  [{ script: ['a', 'b'], maxTokens: 2 }, ['say 0', 'say 1', 'stop']],
])('%j', (more, steps) => {
  const request = { ...REQUEST, ...more }
  expect(shown(request)).toEqual(steps)
  expect(buildPlan(request).tokens()).toBe(steps.length - 1)
})

it('reasoning leaves texts and instants as they are; a script leaves the instants', () => {
  const plain = stepsOf(REQUEST)
  const thought = stepsOf({ ...REQUEST, reasoningTokens: 4 })
  expect(thought.map(({ atMs }) => atMs)).toEqual(plain.map(({ atMs }) => atMs))
  expect(texts(thought)).toEqual(texts(plain))
  const script = ['1', '2', '3', '4', '5', '6']
  const scripted = stepsOf({ ...REQUEST, script })
  expect(texts(scripted)).toEqual(script)
  expect(scripted.map(({ atMs }) => atMs)).toEqual(plain.map(({ atMs }) => atMs))
})
