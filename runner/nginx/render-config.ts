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
  /** Folder of this nginx: pid file, temporary files, certificate. */
  readonly dir: string
  /** As `nginx -v` says it: `nginx/1.22.1`. */
  readonly version: string
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
  const values = {
    dir: plan.dir,
    scheme: upstream.scheme,
    host: upstream.host ?? '$http_host',
    servers: servers.join('\n'),
    ...http2(plan.version),
  }
  const routes = plan.routes.map(({ file, port }) =>
    fill(template(file), { ...values, port: String(port) }),
  )
  return fill(template('http'), {
    ...values,
    workers: String(WORKERS),
    connections: String(Math.min(MOST_CONNECTIONS, plan.descriptors)),
    tls: tls(upstream).join('\n'),
    routes: routes.join(''),
  })
}

/** Whether clients speak TLS with the server of this file, which then needs a certificate. */
export const endsTls = (file: string): boolean => template(file).includes('ssl_certificate')

/** Since 1.25.1 HTTP/2 is a directive (https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2), before a word of `listen`. */
function http2(version: string): Record<'http2OfListen' | 'http2On', string> {
  const [major = 0, minor = 0, patch = 0] = (/\d+(?:\.\d+)*/u.exec(version)?.[0] ?? '')
    .split('.')
    .map(Number)
  const directive = (major * 1_000 + minor) * 1_000 + patch >= 1_025_001
  return directive
    ? { http2OfListen: '', http2On: '        http2 on;' }
    : { http2OfListen: ' http2', http2On: '' }
}

/** How the target is spoken to where that is by TLS. */
function tls(upstream: Upstream): string[] {
  if (upstream.scheme === 'http' || upstream.host === undefined) return []
  const name = upstream.host.replace(/:\d+$/u, '')
  return [
    '    proxy_ssl_server_name on;',
    `    proxy_ssl_name ${name};`,
    '    proxy_ssl_session_reuse on;',
  ]
}

const template = (name: string): string =>
  readFileSync(new URL(`../../deploy/nginx/${name}.conf`, import.meta.url), 'utf8')

/** Replaces each `{{name}}`; a name that is not given stays, and nginx refuses it. */
const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => values[name] ?? whole)
