import { join } from 'node:path'
import type { LoadSpec } from '../../core/load-spec.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { buildSpecs } from './build-specs.ts'
import { canarySession } from './canary-session.ts'
import type { Cleanup } from './cleanup.ts'
import type { Ready } from './ready.ts'
import { reportClosings } from './report-closings.ts'
import { scratchFolder } from './scratch.ts'
import { openStage } from './stage.ts'
import { MOCK_INSTANCES, type StandingPlace, startPlace } from './start-place.ts'

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
  const places = await startPlaces(ready, scratch, undo)
  const canary = await canarySession(plan, join(folder.dir, 'canary.ndjson'), undo)
  const [{ mocks, nginx }] = places
  const stage =
    mocks && (await openStage({ mocks: mocks.mocks, ...(nginx && { nginxPid: nginx.pid }) }, undo))
  const standing = places.flatMap(({ routes }) => routes)
  const specs = buildSpecs(plan, {
    run: folder.run,
    routes: ways.routes.flatMap(({ name }) => standing.filter((route) => route.name === name)),
    canaryUrl: canary?.urls.map((url) => `${url}/chat/stream`)[0],
    stageUrl: stage?.url,
  })
  const certificates = places.flatMap((place) => place.nginx?.certificate ?? [])
  return {
    specs,
    ...(certificates.length > 0 && { certificate: certificates.join('\n') }),
    async finish() {
      await reportClosings(
        join(folder.dir, 'records.ndjson'),
        places.flatMap((place) => place.mocks?.mocks ?? []),
      )
      const used = await finishPlaces(places)
      await canary?.finish()
      return {
        ...used,
        ...(stage !== undefined && stage.events.length > 0 && { events: stage.events }),
      }
    },
  }
}

type Places = readonly [StandingPlace, ...StandingPlace[]]

/** The run's own place, and the other one of a comparison of two. */
async function startPlaces(
  { plan, nginx, ways, folder }: Ready,
  scratch: string,
  undo: Cleanup,
): Promise<Places> {
  const truth = join(folder.dir, 'truth.ndjson')
  const routes = (other: boolean) => ways.routes.filter((route) => (route.other ?? false) === other)
  const found = { plan, nginx }
  const own = await startPlace(
    found,
    { ...plan, routes: routes(false), truth, scratch, firstInstance: 0 },
    undo,
  )
  if (plan.other === undefined) return [own]
  const further = scratchFolder()
  undo.add(() => further.remove())
  const other = await startPlace(
    found,
    {
      ...plan.other,
      routes: routes(true),
      truth,
      scratch: further.dir,
      firstInstance: MOCK_INSTANCES,
    },
    undo,
  )
  return [own, other]
}

async function finishPlaces(places: Places): Promise<Pick<RunInfo, 'mock' | 'nginx'>> {
  let mockSeconds = 0
  let nginxSeconds = 0
  for (const { mocks, nginx } of places) {
    nginxSeconds += (await nginx?.finish()) ?? 0
    mockSeconds += (await mocks?.finish()) ?? 0
  }
  return {
    ...(places.some(({ mocks }) => mocks !== undefined) && {
      mock: { instances: MOCK_INSTANCES, cpuSeconds: mockSeconds },
    }),
    ...(places.some(({ nginx }) => nginx !== undefined) && { nginx: { cpuSeconds: nginxSeconds } }),
  }
}
