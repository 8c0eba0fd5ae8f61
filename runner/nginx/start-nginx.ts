import { execFile } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { missing } from '../failure.ts'
import { type Child, startChild } from '../process/child.ts'
import { freePort } from '../process/free-port.ts'
import { makeFolder } from '../process/make-folder.ts'
import { ownCertificate } from './own-certificate.ts'
import type { Nginx } from './find-nginx.ts'
import { endsTls, renderNginxConfig, type Upstream } from './render-config.ts'

const run = promisify(execFile)

export interface RunningNginx {
  readonly child: Child
  /** Base URL of each route file, in the order asked. */
  readonly urls: readonly string[]
  /** The certificate (PEM) that a client must trust; absent where no route speaks TLS. */
  readonly certificate?: string
}

/** Another program may take a port between choosing and binding it. */
const PORT_ATTEMPTS = 3
const READY_MS = 10_000

/**
 * Starts a real nginx of our own in `dir`, a folder within a temporary one of ours, unprivileged, one loopback port a route file, and waits until it accepts.
 * Throws (exit 3) with nginx's own words when it cannot.
 */
export async function startNginx(
  nginx: Nginx,
  dir: string,
  upstream: Upstream,
  files: readonly string[],
): Promise<RunningNginx> {
  makeFolder(dir)
  letWorkersIn(dir)
  const descriptors = await descriptorLimit()
  const certificate = files.some(endsTls) ? writeCertificate(dir) : undefined
  for (let attempt = 1; ; attempt++) {
    const ports = await Promise.all(files.map(() => freePort()))
    const routes = files.map((file, i) => ({ file, port: ports[i] as number }))
    const config = join(dir, 'nginx.conf')
    const { version } = nginx
    writeFileSync(config, renderNginxConfig({ dir, version, upstream, routes, descriptors }))
    const child = await startChild({ file: nginx.path, args: ['-p', dir, '-c', config] })
    if (await accepts(ports, child)) {
      return {
        child,
        urls: routes.map(
          ({ file, port }) => `${endsTls(file) ? 'https' : 'http'}://127.0.0.1:${port}`,
        ),
        ...(certificate !== undefined && { certificate }),
      }
    }
    await child.stop()
    if (attempt === PORT_ATTEMPTS || !child.lastWords().includes('Address already in use')) {
      throw missing(
        `nginx does not start: ${child.lastWords()}`,
        'Use --route direct to do without it.',
      )
    }
  }
}

/**
 * Started by root, nginx's workers run as another user and must reach their temporary files and sockets: through `dir` and
 * the private folder that it lies in. Both may then be passed, not listed.
 */
function letWorkersIn(dir: string): void {
  const folders = process.getuid?.() === 0 ? [dir, dirname(dir)] : [dir]
  for (const folder of folders) chmodSync(folder, 0o711)
}

/** A certificate of this run alone; its key goes with the folder. */
function writeCertificate(dir: string): string {
  const { key, cert } = ownCertificate()
  writeFileSync(join(dir, 'tls.key'), key, { mode: 0o600 })
  writeFileSync(join(dir, 'tls.crt'), cert)
  return cert
}

/** Each proxied stream needs two descriptors; the limit that the process inherits bounds them. */
async function descriptorLimit(): Promise<number> {
  const { stdout } = await run('/bin/sh', ['-c', 'ulimit -n']).catch(() => ({ stdout: '1024' }))
  const limit = Number(stdout.trim())
  return Number.isFinite(limit) ? Math.max(64, limit - 32) : Number.MAX_SAFE_INTEGER
}

/** True once every port accepts; false when the process ends or the time is up before. */
async function accepts(ports: readonly number[], child: Child): Promise<boolean> {
  const deadline = performance.now() + READY_MS
  while (performance.now() < deadline && child.process.exitCode === null) {
    const open = await Promise.all(ports.map((port) => canConnect(port)))
    if (open.every(Boolean)) return true
    await wait(20)
  }
  return false
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
