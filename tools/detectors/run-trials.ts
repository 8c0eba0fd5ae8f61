import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CANARY } from '../../core/canary.ts'
import { findNginx, type Nginx } from '../../runner/nginx/find-nginx.ts'
import { startNginx } from '../../runner/nginx/start-nginx.ts'
import { type K6, provisionK6 } from '../../runner/k6/provision.ts'
import { startMocks } from '../../runner/mock/start-mocks.ts'
import { startK6 } from '../../runner/run/run-k6.ts'
import { startFaultyHop } from './faulty-hop.ts'
import { canaryOrders, ordersOf, type Places } from './orders.ts'
import type { Cell } from './schedule.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SCRIPT = fileURLToPath(new URL('load.js', import.meta.url))
/** Until k6 has read its orders. */
const LEAD_MS = 3_000

/** What the trials are made with. */
export interface TrialParts {
  readonly k6: K6
  readonly nginx: Nginx
}

/** Finds or builds them, once for all rounds. */
export async function provisionParts(say: (line: string) => void): Promise<TrialParts> {
  const k6 = await provisionK6(ROOT, say)
  const nginx = await findNginx(say)
  if (nginx === undefined) throw new Error('there is no nginx, and none could be had')
  return { k6, nginx }
}

/**
 * Runs all cells for real: five mock instances (two of them to be frozen, one for a canary), nginx with every route that a trial
 * names, faulty hops, and one k6 that opens all streams. Records and truth lie in `dir` afterwards.
 */
export async function runTrials(
  cells: readonly Cell[],
  dir: string,
  { k6, nginx }: TrialParts,
): Promise<void> {
  const undo: (() => Promise<void>)[] = []
  try {
    const truth = join(dir, 'truth.ndjson')
    const mocks = await startMocks({
      instances: 5,
      seed: 1,
      truth,
      ttftMs: 60,
      gapMs: 20,
      tokens: 30,
    })
    undo.push(async () => {
      await Promise.all(mocks.map((mock) => mock.child.stop()))
    })
    const urls = mocks.map((mock) => mock.url)
    const places = new Map<string, readonly string[]>([
      ['direct', urls.slice(0, 2)],
      ['frozen', urls.slice(2, 4)],
      [CANARY, urls.slice(4)],
    ])
    for (const fault of ['late', 'cap'] as const) {
      const hops = await Promise.all(urls.slice(0, 2).map((url) => startFaultyHop(fault, url)))
      undo.push(async () => {
        await Promise.all(hops.map((hop) => hop.stop()))
      })
      places.set(
        `hop:${fault}`,
        hops.map((hop) => hop.url),
      )
    }
    const files = [...new Set(['streaming', ...cells.map(({ trial }) => trial.route)])].filter(
      (route) => !places.has(route),
    )
    const servers = urls.slice(0, 2).map((url) => new URL(url).host)
    const proxy = await startNginx(nginx, join(dir, 'nginx'), { scheme: 'http', servers }, files)
    undo.push(() => proxy.child.stop())
    for (const [i, file] of files.entries()) places.set(file, [proxy.urls[i] ?? ''])
    await drive({
      cells,
      places,
      dir,
      k6: k6.path,
      frozen: mocks.slice(2, 4).map((m) => m.child.pid),
    })
  } finally {
    for (const step of undo.toReversed()) await step()
  }
}

interface Drive {
  readonly cells: readonly Cell[]
  readonly places: Places
  readonly dir: string
  readonly k6: string
  /** Processes to be frozen. */
  readonly frozen: readonly number[]
}

async function drive({ cells, places, dir, k6, frozen }: Drive): Promise<void> {
  const beginMs = nowMs() + LEAD_MS
  const plan = join(dir, 'plan.json')
  const orders = ordersOf(cells, places, beginMs)
  writeFileSync(plan, JSON.stringify({ orders, canaries: canaryOrders(places) }))
  const timers = cells.flatMap(({ trial: { freeze }, atMs }) =>
    freeze === undefined
      ? []
      : [
          signalAt(frozen, 'SIGSTOP', beginMs + atMs + freeze.atMs),
          signalAt(frozen, 'SIGCONT', beginMs + atMs + freeze.atMs + freeze.forMs),
        ],
  )
  try {
    const running = await startK6({
      path: k6,
      script: SCRIPT,
      records: join(dir, 'records.ndjson'),
      log: join(dir, 'k6.log'),
      env: { PLAN: plan },
      // nginx:tls has a certificate of its own.
      insecure: true,
      onProgress: () => undefined,
    })
    const { exitCode } = await running.ended
    if (exitCode !== 0) throw new Error(`k6 ended with ${exitCode}: see ${join(dir, 'k6.log')}`)
  } finally {
    for (const timer of timers) clearTimeout(timer)
    for (const pid of frozen) process.kill(pid, 'SIGCONT')
  }
}

function signalAt(
  pids: readonly number[],
  signal: 'SIGSTOP' | 'SIGCONT',
  atMs: number,
): NodeJS.Timeout {
  return setTimeout(() => {
    for (const pid of pids) process.kill(pid, signal)
  }, atMs - nowMs())
}

/** CLOCK_MONOTONIC, which the ear's instants are on. */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
