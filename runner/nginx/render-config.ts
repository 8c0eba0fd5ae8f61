import { readFileSync } from 'node:fs'

/** Where nginx forwards to: one origin, or several mock instances. */
export interface Upstream {
  readonly scheme: 'http' | 'https'
  /** `host:port` of each server. */
  readonly servers: readonly string[]
  /** The name that the target goes by, for the Host header and SNI; absent: the client's Host is passed on. */
  readonly host?: string
}

export interface NginxRoute {
  /** Name of the file in deploy/nginx, without its ending. */
  readonly file: string
  readonly port: number
}

export interface NginxPlan {
  /** Folder of this nginx: pid file, temporary files. */
  readonly dir: string
  readonly upstream: Upstream
  readonly routes: readonly NginxRoute[]
  /** Descriptors that the process may open. */
  readonly descriptors: number
}

const WORKERS = 2
const MOST_CONNECTIONS = 16_384

/** The whole nginx.conf, from the shipped templates in deploy/nginx. */
export function renderNginxConfig(plan: NginxPlan): string {
  const { upstream } = plan
  const servers = upstream.servers.map((server) => `        server ${server} max_fails=0;`)
  const routes = plan.routes.map((route) =>
    fill(template(route.file), {
      port: String(route.port),
      scheme: upstream.scheme,
      host: upstream.host ?? '$http_host',
      tls: tls(upstream).join('\n'),
    }),
  )
  return fill(template('http'), {
    dir: plan.dir,
    workers: String(WORKERS),
    connections: String(Math.min(MOST_CONNECTIONS, plan.descriptors)),
    servers: servers.join('\n'),
    routes: routes.join(''),
  })
}

function tls(upstream: Upstream): string[] {
  if (upstream.scheme === 'http' || upstream.host === undefined) return []
  const name = upstream.host.replace(/:\d+$/u, '')
  return [
    '            proxy_ssl_server_name on;',
    `            proxy_ssl_name ${name};`,
    '            proxy_ssl_session_reuse on;',
  ]
}

const template = (name: string): string =>
  readFileSync(new URL(`../../deploy/nginx/${name}.conf`, import.meta.url), 'utf8')

/** Replaces each `{{name}}`; a name that is not given stays, and nginx refuses it. */
const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => values[name] ?? whole)
