import type { Progress } from './progress.ts'
import { progressLine, type ProgressFrame } from './progress-line.ts'

/** Where progress goes: one line rewritten in place on a terminal, a plain line every 5 s elsewhere, or nowhere. */
export interface ProgressView {
  show(progress: Progress): void
  /** Leaves the terminal clean. */
  end(): void
}

export interface ProgressPlan {
  readonly title: string
  readonly totalMs?: number
  readonly totalStreams?: number
  readonly cpuAllowance: number
  readonly quiet: boolean
}

const PLAIN_EVERY_MS = 5_000

/** A view on `out` (stderr: stdout belongs to the result). */
export function progressView(plan: ProgressPlan, out: NodeJS.WriteStream): ProgressView {
  if (plan.quiet) return { show: () => undefined, end: () => undefined }
  const { isTTY } = out
  let previous: Progress | undefined
  let shownAtMs = 0
  return {
    show(progress) {
      const dueMs = isTTY ? 0 : PLAIN_EVERY_MS
      if (progress.elapsedMs - shownAtMs < dueMs) return
      const frame: ProgressFrame = {
        ...plan,
        elapsedMs: progress.elapsedMs,
        progress,
        ...(previous !== undefined && { previous }),
      }
      const line = progressLine(frame)
      out.write(isTTY ? `\r\u001b[2K${line.slice(0, (out.columns ?? 200) - 1)}` : `${line}\n`)
      previous = progress
      shownAtMs = progress.elapsedMs
    },
    end() {
      if (isTTY && previous !== undefined) out.write('\r\u001b[2K')
    },
  }
}
