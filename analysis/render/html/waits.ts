import type { Summary } from '../../summary/summary.ts'
import { percentileCell } from '../figure-rows.ts'
import { linearAxis } from './axis.ts'
import { curveAxis, curveMarkup } from './curve-drawing.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { plot } from './plot.ts'
import { percent } from '../numbers.ts'
import { legend, routeClass, type ScenarioView } from './view.ts'

/**
 * Coordinated omission made visible: TTFT from the intended start beside TTFT from the send. Where streams begin late, a tool that
 * counts from the send hides the wait, and hides most of it exactly when the target is slow.
 */
export function waits(summary: Summary, view: ScenarioView): Markup {
  const shown = view.samples.flatMap(({ route, ttftMs, ttftFromSendMs }) =>
    ttftMs === undefined || ttftFromSendMs === undefined ? [] : [{ route, ttftMs, ttftFromSendMs }],
  )
  if (shown.length === 0) return NOTHING
  const x = curveAxis(shown.flatMap(({ ttftMs, ttftFromSendMs }) => [ttftMs, ttftFromSendMs]))
  const content = shown.map(
    ({ route, ttftMs, ttftFromSendMs }) =>
      markup`<g class="${routeClass(summary, route)}">${curveMarkup({ ...ttftMs, bandRatio: 0 }, x)}<g class="dashed">${curveMarkup({ ...ttftFromSendMs, bandRatio: 0 }, x)}</g></g>`,
  )
  const words = view.groups.flatMap(({ route, ttftMs, ttftFromSendMs }) =>
    ttftMs === undefined || ttftFromSendMs === undefined
      ? []
      : [
          `${route}: p99 ${percentileCell(ttftMs.p99).value} from the intended start, ${percentileCell(ttftFromSendMs.p99).value} from the send.`,
        ],
  )
  const alt = `TTFT from the intended start and from the send. ${words.join(' ')}`
  return markup`<article class="card across"><h3>TTFT from the intended start, and from the send</h3>${legend(
    summary,
    shown.map(({ route }) => route),
  )}${plot({ alt, heightPx: 240, x, y: linearAxis([0, 1], percent), content: markup`${content}`, yTitle: 'share of values not above' })}<p class="note">Solid from the intended start, dashed from the send. Where they part, streams began late: most tools show the dashed line only and leave that wait out (coordinated omission). ${words.join(' ')}</p></article>`
}
