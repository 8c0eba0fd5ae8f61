#!/usr/bin/env node
// Plain JavaScript without new syntax: this file must start on an old Node in order to find the right one.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED = 24
const MISSING = 3
const REPEATED_MS = 100

const self = fileURLToPath(import.meta.url)
const here = dirname(self)

/** Major number of `v24.1.0`; 0 where there is none. */
const major = (version) => Number((/^v(\d+)\./.exec(version) || [])[1] || 0)

/** The Node that the npm package `node` brought, in this package or in the one around it. */
function findNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  for (let folder = here; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', 'node', 'bin', name)
    if (existsSync(path)) {
      const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
      if (major(stdout || '') >= NEEDED) return path
    }
    if (dirname(folder) === folder) return undefined
  }
}

/**
 * The child leads a group of its own and hears each signal once, from us: were it in ours, a Ctrl-C at the terminal would
 * reach it twice, and the second one means "stop at once". The same signal within a moment is one (timeout(1) sends two).
 */
function runWith(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit', detached: true })
  const heardAt = {}
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = Date.now()
      if (now - (heardAt[signal] || 0) > REPEATED_MS) child.kill(signal)
      heardAt[signal] = now
    })
  }
  child.once('error', (error) => fail(`${node} does not start (${error.message}).`))
  child.once('exit', (code, signal) => {
    process.exit(code === null ? 128 + (constants.signals[signal] || 0) : code)
  })
}

function fail(message) {
  process.stderr.write(`streamgauge: ${message}\n`)
  process.exit(MISSING)
}

if (major(process.version) >= NEEDED) {
  const packaged = join(here, 'main.js')
  await import(pathToFileURL(existsSync(packaged) ? packaged : join(here, 'main.ts')).href)
} else {
  const node = findNode()
  if (node === undefined) {
    fail(
      `Node ${NEEDED} or newer is needed, and this is ${process.version}. Install the one that belongs to this package (npm ci), or get it from https://nodejs.org/en/download.`,
    )
  } else {
    runWith(node)
  }
}
