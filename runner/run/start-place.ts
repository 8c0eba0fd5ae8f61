import type { RouteSpec } from '../../core/load-spec.ts'
import { type Cleanup } from './cleanup.ts'
import { type MockSession, mockSession } from './mock-session.ts'
import { type NginxSession, nginxSession } from './nginx-session.ts'
import type { Ready } from './ready.ts'
import { routeSpecs, upstreamOf } from './routes-of.ts'
import type { Place, RoutePlan } from './run-plan.ts'

/** Mocks that a place has where it is ours. */
export const MOCK_INSTANCES = 2

/** A place that streams come from, and the ways to it. */
export interface PlaceWish extends Place {
  readonly routes: readonly RoutePlan[]
  /** Log of the mocks. */
  readonly truth: string
  /** Folder that nginx may use. */
  readonly scratch: string
  readonly firstInstance: number
}

export interface StandingPlace {
  readonly mocks?: MockSession
  readonly nginx?: NginxSession
  readonly routes: readonly RouteSpec[]
}

/** Starts the mocks of a place where it is ours, and nginx where a way needs it, and registers their ends. */
export async function startPlace(
  { plan, nginx }: Pick<Ready, 'plan' | 'nginx'>,
  wish: PlaceWish,
  undo: Cleanup,
): Promise<StandingPlace> {
  const { target, scratch, truth, firstInstance } = wish
  const mocks =
    target.kind === 'mock'
      ? await mockSession(
          { instances: MOCK_INSTANCES, firstInstance, seed: plan.seed, truth, ...wish.mock },
          undo,
        )
      : undefined
  const files = wish.routes.flatMap((route) => (route.nginx === undefined ? [] : [route.nginx]))
  const upstream = upstreamOf(wish, mocks?.urls ?? [])
  const session =
    nginx !== undefined && files.length > 0
      ? await nginxSession(nginx, { scratch, upstream, files }, undo)
      : undefined
  const direct = target.kind === 'url' ? [target.origin] : (mocks?.urls ?? [])
  return {
    ...(mocks !== undefined && { mocks }),
    ...(session !== undefined && { nginx: session }),
    routes: routeSpecs(wish.routes, { direct, nginx: session?.urls ?? [] }).map((route) => ({
      ...route,
      ...elsewhere(wish, plan),
    })),
  }
}

/** What a way says of itself when it leads to another place than the run's. */
function elsewhere({ target, path }: Place, run: Place): Pick<RouteSpec, 'target' | 'paths'> {
  return {
    ...(target.kind === 'url' &&
      run.target.kind === 'url' &&
      target.origin !== run.target.origin && { target: target.origin }),
    ...(path !== run.path && { paths: { [run.path]: path } }),
  }
}
