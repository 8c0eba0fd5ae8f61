import type { EventArrivals } from './arrivals.ts'
import { FIRST_DEADLINE_MS } from './readers.ts'

/**
 * The fluidity index of Etalon, 0..1 (https://arxiv.org/abs/2407.07000, algorithm in https://arxiv.org/abs/2507.09019): the share of
 * deadlines kept, D_p = 1 s for the first token, D_d = 1/rho for each later one, slack carried forward. With t the time since
 * the token before: t <= D + slack keeps it, and slack grows by D - t; else floor((t - slack - D)/D_d) + 1 deadlines are
 * missed and slack is gone. So an early pause hurts, a late one that earlier tokens have earned does not. Tokens of
 * one event arrive together: all after the first take no time and earn D_d each.
 */
export function fluidity(
  { ttftMs, gapsMs, tokensPerEvent }: EventArrivals,
  tokensPerSecond: number,
): number {
  const nextMs = 1000 / tokensPerSecond
  const together = Math.max(1, tokensPerEvent) - 1
  let slackMs = 0
  let missed = 0
  let total = 0
  const arrive = (afterMs: number, deadlineMs: number): void => {
    if (afterMs <= deadlineMs + slackMs) {
      slackMs += deadlineMs - afterMs
      total++
    } else {
      const misses = Math.floor((afterMs - slackMs - deadlineMs) / nextMs) + 1
      missed += misses
      total += misses
      slackMs = 0
    }
    slackMs += together * nextMs
    total += together
  }
  arrive(ttftMs, FIRST_DEADLINE_MS)
  for (let i = 0; i < gapsMs.length; i++) arrive(gapsMs[i]!, nextMs)
  return 1 - missed / total
}
