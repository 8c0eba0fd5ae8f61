import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readFlags } from '../options/read-flags.ts'
import { COMMANDS } from '../cli/commands.ts'
import type { Problem } from '../options/problem.ts'
import { readPolicy } from './read-policy.ts'

const FOLDER = fileURLToPath(new URL('../../docs/examples/', import.meta.url))
const text = readFileSync(`${FOLDER}github-actions.yml`, 'utf8')
interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
}
interface Workflow {
  readonly permissions: object
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly Step[]; readonly 'timeout-minutes': number }>
  >
}
const workflow = parse(text) as Workflow
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

test('the example policy is one', () => {
  const problems: Problem[] = []
  const file = { name: 'policy.yaml', cwd: FOLDER, where: '--policy', hint: '' }
  expect(readPolicy(file, problems)).toMatchObject({ samples: 100 })
  expect(problems).toEqual([])
})

describe('the example workflow', () => {
  test('pins every action by its hash, and gives no permission away', () => {
    const used = steps.flatMap(({ uses }) => uses ?? [])
    expect(used.length).toBeGreaterThan(3)
    for (const action of used) expect(action).toMatch(/@[0-9a-f]{40}$/u)
    expect(workflow.permissions).toEqual({})
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThan(60)
  })

  const commands = steps
    .flatMap(({ run = '' }) => run.split('\n'))
    .flatMap((line) => /npx streamgauge (\S+) (.*)$/u.exec(line)?.slice(1) ?? [])
  test.each([
    ['run', 1],
    ['gate', 3],
  ])('%s is called with flags that there are', (name, at) => {
    const index = commands.indexOf(name)
    const row = COMMANDS.find((command) => command.name === name)
    const problems: Problem[] = []
    const words = commands[index + 1]?.split(' ') ?? []
    expect(readFlags(words, row?.options ?? {}, problems).size).toBeGreaterThanOrEqual(at)
    expect(problems).toEqual([])
  })

  test('judges also what a failed measurement left, and keeps everything', () => {
    expect(steps.find(({ run }) => run?.includes('streamgauge gate'))?.if).toBe(
      '${{ !cancelled() }}',
    )
    expect(steps.at(-1)).toMatchObject({ if: '${{ always() }}' })
  })
})
