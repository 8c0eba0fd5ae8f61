import { type Axis, px, SIDE } from './axis.ts'
import { type Markup, markup, NOTHING } from './markup.ts'

export interface PlotFrame {
  /** What the chart shows, in words: the text alternative. */
  readonly alt: string
  readonly heightPx: number
  readonly x: Axis
  readonly y: Axis
  readonly xTitle?: string
  readonly yTitle?: string
  /** Paths in a square of `SIDE`, y downward. */
  readonly content: Markup
  /** Without labels below, when another plot follows on the same axis. */
  readonly bare?: boolean
}

/**
 * A chart that fills the width it is given: the drawing is stretched (strokes are not), the labels are text of the page beside it,
 * so they stay readable on a telephone and in print.
 */
export function plot({ alt, heightPx, x, y, content, ...titles }: PlotFrame): Markup {
  const grid = [
    ...y.ticks.map(({ at }) => `M0 ${px(1 - at)}H${SIDE}`),
    ...x.ticks.map(({ at }) => `M${px(at)} 0V${SIDE}`),
  ].join('')
  const xLabels =
    titles.bare === true
      ? []
      : x.ticks.map(
          ({ at, label, minor }) =>
            markup`<span class="xt${minor ? ' minor' : ''}" style="left:${(at * 100).toFixed(2)}%">${label}</span>`,
        )
  const yLabels = y.ticks.map(
    ({ at, label, minor }) =>
      markup`<span class="yt${minor && heightPx < 120 ? ' gone' : ''}" style="top:${(100 - at * 100).toFixed(2)}%">${label}</span>`,
  )
  return markup`<div class="plot${titles.bare === true ? ' bare' : ''}">${titles.yTitle === undefined ? NOTHING : markup`<div class="ytitle">${titles.yTitle}</div>`}<div class="area" style="height:${heightPx}px"><svg viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none" role="img" aria-label="${alt}"><path class="grid" d="${grid}"/>${content}</svg>${xLabels}${yLabels}</div>${titles.xTitle === undefined ? NOTHING : markup`<div class="xtitle">${titles.xTitle}</div>`}</div>`
}
