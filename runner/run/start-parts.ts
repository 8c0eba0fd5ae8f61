import { join } from 'node:path'
import type { LoadSpec } from '../../core/load-spec.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { buildSpecs } from './build-specs.ts'
import { canarySession } from './canary-session.ts'
import type { Cleanup } from './cleanup.ts'
import { type MockSession, mockSession } from './mock-session.ts'
import { type NginxSession, nginxSession } from './nginx-session.ts'
import type { Ready } from './ready.ts'
import type { ResultsFolder } from './results-folder.ts'
import { routeSpecs, upstreamOf } from './routes-of.ts'
import type { RunPlan } from './run-plan.ts'
import { openStage } from './stage.ts'

const MOCK_INSTANCES = 2

/** Everything that stands while the load is on, and what the load needs to know of it. */
export interface Parts {
  readonly specs: readonly LoadSpec[]
  /** The certificate (PEM) of our nginx, which the load must trust; absent where it speaks no TLS. */
  readonly certificate?: string
  /** Ends it all; resolves to what the processes used and what happened to them. */
  finish(): Promise<Pick<RunInfo, 'mock' | 'nginx' | 'events'>>
}

/** Starts mocks, nginx, the canary's mock and the stage, as far as the plan needs them, and registers their ends. */
export async function startParts(ready: Ready, scratch: string, undo: Cleanup): Promise<Parts> {
  const { plan, folder, ways } = ready
  const mocks = await startMocks(plan, folder, undo)
  const nginx = await startNginx(ready, mocks, scratch, undo)
  const canary = await canarySession(plan, join(folder.dir, 'canary.ndjson'), undo)
  const stage =
    mocks && (await openStage({ mocks: mocks.mocks, ...(nginx && { nginxPid: nginx.pid }) }, undo))
  const specs = buildSpecs(plan, {
    run: folder.run,
    routes: routeSpecs(ways.routes, {
      direct: directOrigins(plan, mocks),
      nginx: nginx?.urls ?? [],
    }),
    canaryUrl: canary?.urls.map((url) => `${url}/chat/stream`)[0],
    stageUrl: stage?.url,
  })
  return {
    specs,
    ...(nginx?.certificate !== undefined && { certificate: nginx.certificate }),
    async finish() {
      const nginxCpu = await nginx?.finish()
      const mockCpu = await mocks?.finish()
      await canary?.finish()
      return {
        ...(mockCpu !== undefined && { mock: { instances: MOCK_INSTANCES, cpuSeconds: mockCpu } }),
        ...(nginxCpu !== undefined && { nginx: { cpuSeconds: nginxCpu } }),
        ...(stage !== undefined && stage.events.length > 0 && { events: stage.events }),
      }
    },
  }
}

async function startMocks(
  plan: RunPlan,
  folder: ResultsFolder,
  undo: Cleanup,
): Promise<MockSession | undefined> {
  if (plan.target.kind !== 'mock') return undefined
  const truth = join(folder.dir, 'truth.ndjson')
  return mockSession({ instances: MOCK_INSTANCES, seed: plan.seed, truth, ...plan.mock }, undo)
}

async function startNginx(
  { plan, nginx, ways }: Ready,
  mocks: MockSession | undefined,
  scratch: string,
  undo: Cleanup,
): Promise<NginxSession | undefined> {
  const files = ways.routes.flatMap((route) => (route.nginx === undefined ? [] : [route.nginx]))
  if (nginx === undefined || files.length === 0) return undefined
  const upstream = upstreamOf(plan, mocks?.urls ?? [])
  return nginxSession(nginx, { scratch, upstream, files }, undo)
}

const directOrigins = ({ target }: RunPlan, mocks: MockSession | undefined): readonly string[] =>
  target.kind === 'url' ? [target.origin] : (mocks?.urls ?? [])
