import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openTruthLog } from './truth-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'mock-truth-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const LINE = {
  v: 1 as const,
  key: 'k/é',
  instance: 'm',
  path: '/chat/stream',
  dialect: 'plain',
  arrivedMs: 1.5,
  endMs: 9,
  sent: 0,
  outcome: 'played',
}
const failed = (problem: unknown): void => {
  throw problem
}
const linesOf = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

function addLong(log: ReturnType<typeof openTruthLog>, count: number): void {
  const instants = Array.from({ length: count }, (_, i) => i + 0.25)
  const due = instants.map((at) => at - 0.25)
  log.addLong?.({
    line: { ...LINE, sent: count },
    instants: { tokenMs: instants.values(), dueMs: due.values(), receivedMs: due.values() },
  })
}

it.each([0, 1, 3_999, 4_000, 4_001, 100_000])(
  'a long line of %i tokens holds every instant, at the latest when the log closes',
  (count) => {
    const path = join(folder, `closed-${count}.ndjson`)
    const log = openTruthLog(path, failed)
    addLong(log, count)
    log.close()
    const [line] = linesOf(path)
    expect(line).toMatchObject({ ...LINE, sent: count })
    expect(line?.['tokenMs']).toEqual(Array.from({ length: count }, (_, i) => i + 0.25))
    expect(line?.['dueMs']).toEqual(Array.from({ length: count }, (_, i) => i))
  },
)

it('a long line is built in turns, with short ones whole beside it', async () => {
  const path = join(folder, 'turns.ndjson')
  const log = openTruthLog(path, failed)
  addLong(log, 200_000)
  let turns = 0
  while (!readFileSync(path, 'utf8').includes('"sent":200000')) {
    log.add({ ...LINE, tokenMs: [], dueMs: [] })
    turns++
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (turns > 100_000) break
  }
  log.close()
  expect(turns).toBeGreaterThan(50)
  expect(linesOf(path).filter((line) => line['sent'] === 200_000)).toHaveLength(1)
  expect(linesOf(path)).toHaveLength(turns + 1)
})
