import type { Clock } from '../../core/clock.ts'
import type { Stage } from './player.ts'
import { type Alarm, createWheel, type Wheel } from './wheel.ts'
import type { Wire } from './wire.ts'

/** A process without time: the test moves the clock, the alarm rings when its instant is passed. */
export interface FakeStage extends Stage {
  readonly clock: Clock
  readonly wheel: Wheel
  readonly lateMs: number[]
  /** Moves time on to `untilMs`; each alarm rings `oversleepMs` after its instant. */
  readonly run: (untilMs: number) => void
  /** Lets time pass without a ring, as a busy process does. */
  readonly jump: (toMs: number) => void
}

/** Time starts at `startMs`. */
export function fakeStage(startMs: number, oversleepMs = 0): FakeStage {
  let nowMs = startMs
  let ringAtMs: number | undefined
  const clock: Clock = { nowMs: () => nowMs }
  const alarm: Alarm = {
    after: (waitMs) => {
      ringAtMs = nowMs + waitMs + oversleepMs
    },
    soon: () => {
      ringAtMs = nowMs
    },
  }
  const wheel = createWheel(clock, alarm)
  const lateMs: number[] = []
  return {
    clock,
    wheel,
    lateMs,
    observeLateness: (late) => lateMs.push(late),
    jump(toMs) {
      nowMs = toMs
    },
    run(untilMs) {
      while (ringAtMs !== undefined && ringAtMs <= untilMs) {
        nowMs = Math.max(nowMs, ringAtMs)
        ringAtMs = undefined
        wheel.tick()
      }
      nowMs = Math.max(nowMs, untilMs)
    },
  }
}

/** A wire that notes what it is given, and when; it can be told to be full. */
export interface FakeWire extends Wire {
  readonly log: (readonly [atMs: number, what: string])[]
  full: boolean
  /** What was taken has left. */
  readonly drain: () => void
}

/** An empty wire. */
export function fakeWire(clock: Clock): FakeWire {
  const log: FakeWire['log'] = []
  let resume: (() => void) | undefined
  const note = (what: string): void => {
    log.push([clock.nowMs(), what])
  }
  const wire: FakeWire = {
    log,
    full: false,
    write: (bytes) => {
      note(bytes)
      return !wire.full
    },
    end: (bytes) => note(`${bytes}|end`),
    hangUp: () => note('|hang-up'),
    reset: () => note('|reset'),
    queuedBytes: () => (wire.full ? 70_000 : 0),
    whenDrained: (callback) => {
      resume = callback
    },
    drain: () => {
      wire.full = false
      const callback = resume
      resume = undefined
      callback?.()
    },
  }
  return wire
}
