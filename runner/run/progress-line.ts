import type { Progress } from './progress.ts'

/** What the line says besides the figures. */
export interface ProgressFrame {
  readonly title: string
  /** Expected length of the run; absent when only a number of streams bounds it. */
  readonly totalMs?: number
  /** Streams asked for over all routes, when nothing but their number bounds the run. */
  readonly totalStreams?: number
  /** Time from the start of the run. */
  readonly elapsedMs: number
  readonly progress: Progress
  /** The line before, for rates. */
  readonly previous?: Progress
  /** Cores that the client may use. */
  readonly cpuAllowance: number
}

const BAR_CELLS = 24

/** One line of plain text about a run under way. */
export function progressLine(frame: ProgressFrame): string {
  const { progress: now } = frame
  const parts = [
    `${now.active} active`,
    `${group(now.done)} done`,
    now.ttftP50Ms === undefined
      ? undefined
      : `TTFT ${round(now.ttftP50Ms)}/${round(now.ttftP99Ms)} ms`,
    rate(frame),
    completion(now),
    cpu(frame),
    now.lagP99Ms === undefined ? undefined : `lag ${now.lagP99Ms.toFixed(1)} ms`,
    now.dropped > 0 ? `${now.dropped} starts dropped` : undefined,
  ]
  return `${frame.title}  ${bar(frame)}  ${parts.filter((part) => part !== undefined).join('  ')}`
}

function bar(frame: ProgressFrame): string {
  const elapsed = `${Math.floor(frame.elapsedMs / 1000)}s`
  const share = doneShare(frame)
  if (share === undefined) return elapsed
  const full = Math.floor(Math.min(1, share) * BAR_CELLS)
  const drawn = `${'━'.repeat(full)}${full < BAR_CELLS ? '╸' : ''}`.slice(0, BAR_CELLS)
  const rest = '─'.repeat(BAR_CELLS - drawn.length)
  const total = frame.totalMs === undefined ? '' : `/${Math.round(frame.totalMs / 1000)}s`
  return `${drawn}${rest}  ${elapsed}${total}`
}

function doneShare(frame: ProgressFrame): number | undefined {
  if (frame.totalMs !== undefined) return frame.elapsedMs / frame.totalMs
  if (frame.totalStreams !== undefined) return frame.progress.done / frame.totalStreams
  return undefined
}

function rate({ progress, previous }: ProgressFrame): string | undefined {
  const seconds = (progress.elapsedMs - (previous?.elapsedMs ?? 0)) / 1000
  if (seconds <= 0) return undefined
  const perSecond = (progress.tokens - (previous?.tokens ?? 0)) / seconds
  return perSecond >= 10_000
    ? `${(perSecond / 1000).toFixed(1)}k tok/s`
    : `${group(Math.round(perSecond))} tok/s`
}

function completion(now: Progress): string | undefined {
  const counted = now.done - now.cancelled
  if (counted <= 0) return undefined
  const ratio = now.success / counted
  // Rounded down, so that 100 % means all.
  return `${(Math.floor(ratio * 1000) / 10).toFixed(1)} % complete`
}

function cpu({ progress, previous, cpuAllowance }: ProgressFrame): string | undefined {
  const seconds = (progress.elapsedMs - (previous?.elapsedMs ?? 0)) / 1000
  if (seconds <= 0) return undefined
  const used = (progress.cpuSeconds - (previous?.cpuSeconds ?? 0)) / seconds
  return `CPU ${Math.round((100 * used) / cpuAllowance)} %`
}

const round = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(0))
const group = (n: number): string => String(n).replaceAll(/\B(?=(?:\d{3})+$)/gu, '\u202f')
