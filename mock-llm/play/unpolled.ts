import type { PollMark, Stage } from './player.ts'

/** Counts tokens that left since the kernel was last asked: a departure that came before them may not have been told yet. */
export interface Unpolled {
  /** In the tick of that instant, where the caller knows it. */
  readonly wrote: (tokens: number, tickMs?: number) => void
  readonly count: () => number
}

/** `poll` says where the process stands between two polls of the kernel. */
export function unpolledTokens(poll: Stage['poll']): Unpolled {
  let tokens = 0
  let mark: PollMark | undefined
  return {
    wrote(more, tickMs) {
      const now = poll?.(tickMs)
      const same = now !== undefined && now.round === mark?.round && now.sleptMs === mark.sleptMs
      tokens = same ? tokens + more : more
      mark = now
    },
    count() {
      const now = poll?.()
      if (now === undefined || mark === undefined) return 0
      return now.round - mark.round <= 1 && now.sleptMs === mark.sleptMs ? tokens : 0
    },
  }
}
