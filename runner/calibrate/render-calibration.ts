import type { Calibration, PhaseResult } from './calibration.ts'

const HEAD = ['known streams', 'whole', 'TTFT error ms p50/p99/max', 'gap error ms p50/p99/max']

/** A calibration as text for people. */
export function renderCalibration(calibration: Calibration): string {
  const { accepted, refusals, limits, stalls, lumps, machine, stamps } = calibration
  const rows = [HEAD, ...calibration.phases.map(phaseRow)]
  const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const table = rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  )
  const lag = calibration.ownLagP99Ms
  const mock = calibration.mockLatenessP99Ms
  return `${[
    ...table,
    '',
    `stalls found ${stalls.found} of ${stalls.served}, lumps found ${lumps.found} of ${lumps.served}`,
    [
      ...(lag === undefined ? [] : [`own lag p99 ${lag.toFixed(3)} ms`]),
      `stamps by ${stamps}`,
      ...(mock === undefined ? [] : [`mock ${mock.toFixed(3)} ms late (p99)`]),
    ].join(', '),
    `${machine.cpus} × ${machine.cpuModel}, ${machine.kernel}; client and mock share them`,
    '',
    accepted
      ? `ACCEPTED: median gap error at most ${limits.gapErrorP50Ms} ms, p99 at most ${limits.gapErrorP99Ms} ms, all counts exact`
      : 'REFUSED',
    ...refusals.map((refusal) => `  ${refusal}`),
  ].join('\n')}\n`
}

function phaseRow({ shows, streams, ttftErrorMs, gapErrorMs }: PhaseResult): readonly string[] {
  return [shows, `${streams.found}/${streams.served}`, figures(ttftErrorMs), figures(gapErrorMs)]
}

const figures = (error: PhaseResult['gapErrorMs']): string =>
  error === undefined
    ? 'n/a'
    : [error.p50, error.p99, error.max].map((value) => value.toFixed(3)).join(' / ')
