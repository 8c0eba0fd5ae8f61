import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { missing } from '../failure.ts'
import { type Child, startChild } from '../process/child.ts'
import { MOCK_MAIN, withoutMockVariables } from './mock-main.ts'
import type { MockProfile } from '../run/run-plan.ts'

export interface RunningMock {
  readonly child: Child
  readonly instance: string
  /** Base URL, for example `http://127.0.0.1:41234`. */
  readonly url: string
}

export interface MockPlan {
  readonly instances: number
  /** Number of the first one in their names, where others run besides (default 0). */
  readonly firstInstance?: number
  readonly seed: number
  readonly truth: string
  readonly ttftMs: number
  readonly gapMs: number
  readonly tokens: number
  readonly profile?: MockProfile
}

/** Starts the mock instances on free loopback ports, all with one truth log, and waits until each listens. */
export async function startMocks(plan: MockPlan): Promise<readonly RunningMock[]> {
  const starting = Array.from({ length: plan.instances }, (_, i) =>
    startMock(plan, `mock-${(plan.firstInstance ?? 0) + i}`),
  )
  const settled = await Promise.allSettled(starting)
  const running = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failure = settled.find((one) => one.status === 'rejected')
  if (failure !== undefined) {
    await Promise.all(running.map((mock) => mock.child.stop()))
    throw failure.reason
  }
  return running
}

async function startMock(plan: MockPlan, instance: string): Promise<RunningMock> {
  const flags = {
    '--port': '0',
    '--instance': instance,
    '--seed': String(plan.seed),
    ...served(plan),
    '--truth': plan.truth,
  }
  // Its input is a pipe from us, so that it ends with us even if we are killed.
  const child = await startChild({
    file: process.execPath,
    args: [MOCK_MAIN, '--exit-with-parent', ...Object.entries(flags).flat()],
    env: withoutMockVariables(process.env),
    stdin: 'pipe',
  })
  const url = await listeningUrl(child)
  if (url === undefined) {
    throw missing(
      `the mock server does not start: ${child.lastWords()}`,
      'Run `streamgauge mock` to see it alone.',
    )
  }
  return { child, instance, url }
}

/** With a profile only what the user gave besides it. */
function served({ ttftMs, gapMs, tokens, profile }: MockPlan): Readonly<Record<string, string>> {
  const all = { ttft: `${ttftMs}ms`, gap: `${gapMs}ms`, tokens: String(tokens) }
  const names = profile?.given ?? (['ttft', 'gap', 'tokens'] as const)
  const flags = Object.fromEntries(names.map((name) => [`--${name}`, all[name]]))
  return profile === undefined ? flags : { '--profile': profile.file ?? profile.name, ...flags }
}

async function listeningUrl(child: Child): Promise<string | undefined> {
  const output = child.process.stdout
  if (output === null) return undefined
  const lines = createInterface({ input: output })
  const first = once(lines, 'line').then(([line]) => String(line))
  const line = await Promise.race([first, child.ended.then(() => '')])
  output.resume()
  return /^listening on (https?:\/\/\S+)$/u.exec(line)?.[1]
}
