import type { Curve } from '../../charts/curve.ts'
import { type Axis, logAxis, px, SIDE } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

/** Least value that a logarithmic axis shows, in milliseconds. */
const LEAST_MS = 0.001

/** Without the outermost thousandth at the lower end, which would stretch a log axis over nothing. */
export function curveAxis(curves: readonly Curve[]): Axis {
  const lows = curves.map(
    ({ points }) => points.find(([, share]) => share >= 0.002)?.[0] ?? points[0]![0],
  )
  const medians = curves.map(({ points }) => points.find(([, share]) => share >= 0.5)?.[0] ?? 0)
  // Tokens that came in one read have no gap at all: on a log axis they would push everything else to the edge.
  const least = Math.max(LEAST_MS, Math.min(...medians) / 20)
  const low = Math.max(least, Math.min(...lows))
  const high = Math.max(low * 1.02, ...curves.map(({ points }) => points.at(-1)![0]))
  const pad = (high / low) ** 0.03
  return logAxis(low / pad, high * pad)
}

/** The steps of a curve, on its band where it has one. */
export function curveMarkup({ points, bandRatio }: Curve, x: Axis): Markup {
  const at = (value: number): string => px(x.at(value))
  const shifted = (by: number): readonly string[] =>
    points.map(([value, share]) => `${at(value)} ${px(1 - Math.min(1, Math.max(0, share + by)))}`)
  const band = [...shifted(bandRatio), ...shifted(-bandRatio).toReversed()].join('L')
  // Steps: the share stays until the next value is reached.
  const steps = points.map(([value, share]) => `H${at(value)}V${px(1 - share)}`).join('')
  const area = bandRatio > 0 ? markup`<path class="band-area" d="M${band}Z"/>` : NOTHING
  return markup`${area}<path class="line" d="M0 ${SIDE}${steps}H${SIDE}"/>`
}
