import type { Alarm } from './wheel.ts'

/** The alarm of a real process: one timer or one immediate at a time. */
export function nodeAlarm(wake: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined
  const disarm = (): void => {
    if (timer !== undefined) clearTimeout(timer)
    if (immediate !== undefined) clearImmediate(immediate)
    timer = undefined
    immediate = undefined
  }
  const ring = (): void => {
    disarm()
    wake()
  }
  return {
    after(waitMs) {
      disarm()
      timer = setTimeout(ring, waitMs)
    },
    soon() {
      disarm()
      immediate = setImmediate(ring)
    },
  }
}
