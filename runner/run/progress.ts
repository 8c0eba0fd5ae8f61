/** What the ear writes twice a second to the descriptor that we gave it. Counts leave out probes and the canary, quantiles warm-up too. */
export interface Progress {
  readonly elapsedMs: number
  readonly started: number
  readonly active: number
  readonly done: number
  readonly success: number
  readonly cancelled: number
  readonly tokens: number
  readonly dropped: number
  readonly cpuSeconds: number
  readonly ttftP50Ms?: number
  readonly ttftP99Ms?: number
  readonly lagP99Ms?: number
  readonly startDelayP99Ms?: number
  readonly final?: true
}

/** A line of the descriptor; undefined when it is none (a torn last line). */
export function parseProgress(line: string): Progress | undefined {
  try {
    return JSON.parse(line) as Progress
  } catch {
    return undefined
  }
}
