/** When streams were open: begin and end of each, instants in milliseconds. */
export interface Spans {
  readonly starts: Float64Array
  readonly ends: Float64Array
}

/** A stretch of time, instants in milliseconds. */
export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

export const lengthOf = (windows: readonly Window[]): number =>
  windows.reduce((sum, window) => sum + window.toMs - window.fromMs, 0)

/** Time that the stretch [fromMs, toMs) shares with the windows. */
export function overlap(windows: readonly Window[], fromMs: number, toMs: number): number {
  let shared = 0
  for (const window of windows) {
    shared += Math.max(0, Math.min(toMs, window.toMs) - Math.max(fromMs, window.fromMs))
  }
  return shared
}

export const isWithin = (windows: readonly Window[], at: number): boolean =>
  windows.some((window) => at >= window.fromMs && at <= window.toMs)

/** Streams open on average during the windows, by integration. */
export function meanConcurrency({ starts, ends }: Spans, windows: readonly Window[]): number {
  const total = lengthOf(windows)
  let streamMs = 0
  for (let i = 0; i < starts.length; i++) streamMs += overlap(windows, starts[i]!, ends[i]!)
  return total === 0 ? 0 : streamMs / total
}

/** The most streams that were open at once. */
export function peakConcurrency({ starts, ends }: Spans): number {
  const [began, ended] = [starts.toSorted(), ends.toSorted()]
  let peak = 0
  let open = 0
  for (let i = 0, j = 0; i < began.length;) {
    if (began[i]! < ended[j]!) {
      peak = Math.max(peak, ++open)
      i++
    } else {
      open--
      j++
    }
  }
  return peak
}
