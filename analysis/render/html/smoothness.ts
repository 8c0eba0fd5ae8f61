import type { ReaderName } from '../../../core/playout/readers.ts'
import { READER_NAMES } from '../../../core/playout/readers.ts'
import type { Group } from '../../summary/group.ts'
import type { ReaderFigures } from '../../summary/smoothness.ts'
import type { Summary } from '../../summary/summary.ts'
import { duration, percent, whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeTag, type ScenarioView } from './view.ts'

const TITLES: Readonly<Record<ReaderName, string>> = {
  reader: 'Read word by word',
  skimmer: 'Skimmed',
  interactive: 'Watched as it grows',
  agent: 'Taken by a program',
}

/** How the streams feel: each played to readers of four speeds, a card a reader. */
export function smoothness(summary: Summary, view: ScenarioView): Markup {
  const cards = READER_NAMES.map((reader) => readerCard(summary, view, reader))
  return cards.every((card) => card === NOTHING)
    ? NOTHING
    : markup`<div class="cards">${cards}</div>`
}

function readerCard(summary: Summary, view: ScenarioView, reader: ReaderName): Markup {
  const found = view.groups.flatMap((group) => {
    const figures = group.readers?.find((each) => each.reader === reader)
    return figures === undefined ? [] : [{ group, figures }]
  })
  const [first] = found
  if (first === undefined) return NOTHING
  return markup`<article class="card"><h3>${TITLES[reader]}</h3><p class="small">smooth at ${first.figures.tokensPerSecond} tokens/s</p><div>${found.map(
    ({ group, figures }) => readerStat(summary, group, figures),
  )}</div></article>`
}

function readerStat(summary: Summary, group: Group, figures: ReaderFigures): Markup {
  const { streams, stalledStreams, stallRatio, longestStallMs, fluentRatio } = figures
  const smooth = 1 - figures.stalledRatio
  const interval = `[${percent(1 - figures.stalledHighRatio)}, ${percent(1 - figures.stalledLowRatio)}]`
  return markup`<div class="stat">${routeTag(summary, group.route)}<span class="big">${percent(smooth)}</span><span class="more"><span>${whole(streams - stalledStreams)} of ${whole(streams)}</span><span>${interval}</span></span><span class="more"><span>time spent waiting</span><b>${percent(stallRatio.mean)}</b></span><span class="more"><span>longest wait</span><b>${duration(longestStallMs.max)}</b></span><span class="more"><span>fluidity at least 0.9</span><b>${percent(fluentRatio)}</b></span></div>`
}
