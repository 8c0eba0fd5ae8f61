import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inFolder, streamgauge } from '../e2e/streamgauge.ts'
import type { Calibration } from './calibration.ts'

test('calibrate finds every stall and lump, states its error, and leaves nothing but its result', async () => {
  await inFolder(async (dir) => {
    const run = await streamgauge(['calibrate', '--json', '--out', 'mine.json'], {}, dir)
    const calibration = JSON.parse(run.stdout) as Calibration
    // A busy machine may refuse; then the exit code says so.
    expect(run.code, run.stderr).toBe(calibration.accepted ? 0 : 5)
    expect(readdirSync(dir)).toEqual(['mine.json'])
    expect(JSON.parse(readFileSync(join(dir, 'mine.json'), 'utf8'))).toEqual(calibration)
    expect(calibration.stalls).toEqual({ served: 10, found: 10 })
    expect(calibration.lumps).toEqual({ served: 100, found: 100 })
    for (const { streams, gapErrorMs, ttftErrorMs } of calibration.phases) {
      expect(streams).toEqual({ served: 10, found: 10 })
      expect(gapErrorMs?.count).toBeGreaterThan(500)
      expect(ttftErrorMs?.count).toBe(10)
    }
  })
})

test('a result that cannot be written is refused before anything runs', async () => {
  const run = await streamgauge(['calibrate', '--out', 'none/mine.json'])
  expect(run.code).toBe(2)
  expect(run.stderr).toContain('--out: "none/mine.json" cannot be written (ENOENT')
})
