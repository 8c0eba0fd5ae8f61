import type { RouteSpec } from '../../core/load-spec.ts'
import type { RouteInfo, RunnerDoubt } from '../../core/run-info.ts'
import { missing } from '../failure.ts'
import type { Nginx } from '../nginx/find-nginx.ts'
import type { Upstream } from '../nginx/render-config.ts'
import type { RoutePlan, RunPlan } from './run-plan.ts'

const NO_NGINX =
  'Install it (apt-get install nginx, brew install nginx), or use --route direct to do without it.'

/** The routes that can be measured on this machine, and what is to be said of the others. */
export interface Measurable {
  readonly routes: readonly RoutePlan[]
  readonly skipped: readonly RouteInfo[]
  readonly doubts: readonly RunnerDoubt[]
}

/**
 * Leaves out the nginx routes where there is no nginx. A route that the user named, or any in CI, must be
 * measured: throws (exit 3) before any load.
 */
export function measurable(routes: readonly RoutePlan[], nginx: Nginx | undefined): Measurable {
  const lost = nginx === undefined ? routes.filter((route) => route.nginx !== undefined) : []
  if (lost.length === 0) return { routes, skipped: [], doubts: [] }
  if (lost.some((route) => route.asked) || process.env['CI'] === 'true') {
    throw missing('nginx not found, and the nginx route must be measured.', NO_NGINX)
  }
  return {
    routes: routes.filter((route) => !lost.includes(route)),
    skipped: lost.map(({ name, shows }) => ({ name, shows, skipped: 'nginx not found' })),
    doubts: lost.map((route) => ({
      code: 'route-skipped',
      finding: `The route ${route.name} was not measured: nginx not found.`,
      cause: 'No nginx on this machine, and none could be fetched.',
      nextStep: NO_NGINX,
    })),
  }
}

/** The origins of each route: the target's own for direct, nginx's for the others. */
export function routeSpecs(
  routes: readonly RoutePlan[],
  origins: { readonly direct: readonly string[]; readonly nginx: readonly string[] },
): RouteSpec[] {
  const proxied = [...origins.nginx]
  return routes.map((route) => {
    if (route.nginx === undefined) return { name: route.name, origins: origins.direct }
    return {
      name: route.name,
      origins: proxied.splice(0, 1),
      ...(route.http !== undefined && { http: route.http }),
    }
  })
}

/** What nginx forwards to. */
export function upstreamOf(plan: Pick<RunPlan, 'target'>, mockUrls: readonly string[]): Upstream {
  if (plan.target.kind === 'mock') {
    return { scheme: 'http', servers: mockUrls.map((url) => new URL(url).host) }
  }
  const url = new URL(plan.target.url)
  const scheme = url.protocol === 'https:' ? 'https' : 'http'
  const port = url.port || (scheme === 'https' ? '443' : '80')
  return { scheme, servers: [`${url.hostname}:${port}`], host: url.host }
}
