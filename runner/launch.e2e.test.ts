import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ownVersion } from './run/versions.ts'

const LAUNCH = fileURLToPath(new URL('launch.mjs', import.meta.url))
const PINNED = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

/** A program that starts the launcher, and its first words. */
type Node = readonly [string, ...string[]]

/** The pinned Node, telling the launcher that it is an old one. */
const PRETENDED: Node = [
  PINNED,
  '--import',
  'data:text/javascript,globalThis.process=Object.create(process,{version:{value:"v20.1.0"}})',
]

/** Really old ones, where this machine has them. */
const OLD: readonly Node[] = ['/usr/bin/node', '/usr/local/bin/node']
  .filter((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    const major = Number(/^v(\d+)\./u.exec(stdout ?? '')?.[1])
    return major >= 18 && major < 24
  })
  .map((path) => [path])

const ALL_OLD = [PRETENDED, ...OLD].map((node) => ({ node }))

function run([file, ...first]: Node, launch: string, words: readonly string[]) {
  const child = spawnSync(file, [...first, launch, ...words], { encoding: 'utf8' })
  return { status: child.status, stdout: child.stdout, stderr: child.stderr }
}

test('on Node 24 the program runs as it is', () => {
  const stdout = `${ownVersion()}\n`
  expect(run([PINNED], LAUNCH, ['--version'])).toEqual({ status: 0, stdout, stderr: '' })
})

test.each(ALL_OLD)(
  'on an older Node the one of the package takes over, exit code included: %#',
  ({ node }) => {
    const stdout = `${ownVersion()}\n`
    expect(run(node, LAUNCH, ['--version'])).toEqual({ status: 0, stdout, stderr: '' })
    const refused = run(node, LAUNCH, ['run', '--rate', 'fast'])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--rate: "fast" is not a rate.')
  },
)

test.each(ALL_OLD)(
  'on an older Node without the one of the package, exit 3 says how to get it: %#',
  ({ node }) => {
    const folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
    try {
      cpSync(LAUNCH, join(folder, 'launch.mjs'))
      const { status, stderr } = run(node, join(folder, 'launch.mjs'), ['run'])
      expect(status).toBe(3)
      expect(stderr).toMatch(
        /^streamgauge: Node 24 or newer is needed, and this is v\d+\.\d+\.\d+\. .+\n$/u,
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test.each([{ node: [PINNED] as Node }, ...ALL_OLD])(
  'the mock in the foreground ends by one signal, and nothing of it is left: %#',
  async ({ node: [file, ...first] }) => {
    const child = spawn(file, [...first, LAUNCH, 'mock', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const url = await listeningUrl(child)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
  },
)

async function listeningUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return line.replace('listening on ', '')
}
