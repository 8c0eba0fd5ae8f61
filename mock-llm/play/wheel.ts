import type { Clock } from '../../core/clock.ts'
import { type Due, dueHeap } from './due-heap.ts'

/** One entry of the wheel: a stream's next deadline. */
export interface Turn extends Due {
  /**
   * Called once `dueMs` has come; writes what is due. Returns the next instant (which may already be past: the
   * entry then gets its next turn after all others), or undefined to leave the wheel.
   */
  readonly take: (nowMs: number) => number | undefined
}

/** How the wheel gets woken. Each call replaces the one before. */
export interface Alarm {
  /** Wakes after at least this many whole milliseconds. */
  readonly after: (waitMs: number) => void
  /** Wakes as soon as pending input and output has had its turn. */
  readonly soon: () => void
}

export interface Wheel {
  readonly add: (turn: Turn) => void
  /** Nothing if it is not in. A turn that is being taken leaves by its own return value. */
  readonly remove: (turn: Turn) => void
  /** Gives every entry that is due its turn, once, and sets the alarm for the next. */
  readonly tick: () => void
  readonly size: () => number
}

/**
 * All deadlines of the process on one timer, absolute, never chained. Node's timers have a grain of 1 ms and libuv sleeps
 * in whole milliseconds (https://docs.libuv.org/en/v1.x/timer.html), so a wait is rounded down and the last part
 * costs one more short sleep: at most about 1 ms late, instead of spinning. A wait of at most `pollMs` spins after all:
 * microseconds late, at the price of a busy core.
 */
export function createWheel(clock: Clock, alarm: Alarm, pollMs = 0): Wheel {
  const heap = dueHeap<Turn>()
  const due: Turn[] = []
  let armedFor = Number.POSITIVE_INFINITY
  let ticking = false

  const arm = (nowMs: number): void => {
    const next = heap.peek()
    if (next === undefined) {
      armedFor = Number.POSITIVE_INFINITY
      return
    }
    armedFor = next.dueMs
    const waitMs = next.dueMs - nowMs
    if (waitMs <= pollMs) alarm.soon()
    else alarm.after(Math.max(1, Math.floor(waitMs)))
  }

  return {
    size: heap.size,
    remove: heap.remove,
    add(turn) {
      heap.push(turn)
      if (!ticking && turn.dueMs < armedFor) arm(clock.nowMs())
    },
    tick() {
      ticking = true
      const nowMs = clock.nowMs()
      for (let first = heap.peek(); first !== undefined && first.dueMs <= nowMs;) {
        due.push(first)
        heap.pop()
        first = heap.peek()
      }
      for (const turn of due) {
        const next = turn.take(nowMs)
        if (next === undefined) continue
        turn.dueMs = next
        heap.push(turn)
      }
      due.length = 0
      ticking = false
      arm(clock.nowMs())
    },
  }
}
