import { describe, expect, test } from 'vitest'
import { progressLine, type ProgressFrame } from './progress-line.ts'
import type { Progress } from './progress.ts'

const progress = (change: Partial<Progress> = {}): Progress => ({
  elapsedMs: 32_000,
  started: 4_932,
  active: 812,
  done: 4_120,
  success: 4_112,
  cancelled: 0,
  tokens: 1_200_000,
  dropped: 0,
  cpuSeconds: 20,
  ttftP50Ms: 203.2,
  ttftP99Ms: 241.4,
  lagP99Ms: 0.31,
  ...change,
})
const frame = (change: Partial<ProgressFrame> = {}): ProgressFrame => ({
  title: 'baseline',
  totalMs: 64_000,
  elapsedMs: 32_000,
  progress: progress(),
  previous: progress({ elapsedMs: 31_000, tokens: 1_158_800, cpuSeconds: 19.5 }),
  cpuAllowance: 2,
  ...change,
})

describe('progressLine', () => {
  test('shows time, streams, TTFT, tokens, completion, CPU and lag', () => {
    expect(progressLine(frame())).toBe(
      'baseline  ━━━━━━━━━━━━╸───────────  32s/64s  812 active  4\u202f120 done  TTFT 203/241 ms  41.2k tok/s  99.8 % complete  CPU 25 %  lag 0.3 ms',
    )
  })

  test('before the first token there is no TTFT, no completion and no lag', () => {
    const early = progress({ done: 0, success: 0, tokens: 0 })
    const { ttftP50Ms: _, ttftP99Ms: __, lagP99Ms: ___, ...rest } = early
    expect(progressLine(frame({ progress: rest }))).not.toMatch(/TTFT|complete|lag/u)
  })

  test('99.96 % is not rounded up to 100 %', () => {
    const line = progressLine(frame({ progress: progress({ done: 5_000, success: 4_998 }) }))
    expect(line).toContain('99.9 % complete')
  })

  test('a run bounded by a number of streams shows the share of streams', () => {
    const { totalMs: _, ...rest } = frame()
    expect(progressLine({ ...rest, totalStreams: 4_120 })).toContain('━'.repeat(24))
  })

  test('dropped starts are said aloud', () => {
    expect(progressLine(frame({ progress: progress({ dropped: 7 }) }))).toContain(
      '7 starts dropped',
    )
  })
})
