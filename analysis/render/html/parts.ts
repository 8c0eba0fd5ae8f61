import { segmentOf } from '../../merge/segment.ts'
import type { Part, Summary } from '../../summary/summary.ts'
import { measured, THIN, whole } from '../numbers.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { scrollable } from './scrollable.ts'

/** The folders that a run was merged from, a generator each: how far each may be trusted, and its machine. Nothing for one. */
export function partsTable({ parts = [] }: Summary): Markup {
  if (parts.length === 0) return NOTHING
  return scrollable(
    'Generators',
    markup`<table><thead><tr><th>Folder</th><th>Share</th><th class="n">Streams</th><th class="n">Own lag, p99</th><th class="n">Start delay, p99</th><th>Fit</th><th>End</th><th class="w">Machine</th></tr></thead><tbody>${parts.map(row)}</tbody></table>`,
    'card scroll below',
  )
}

function row({
  name,
  run,
  fit,
  startedStreams,
  ownLagP99Ms,
  startDelayP99Ms,
  sources,
}: Part): Markup {
  const segment = segmentOf(run)
  const { cpus, cpuModel, os, arch } = run.machine
  return markup`<tr><td>${name}</td><td>${segment === undefined ? '' : `${segment.number}/${segment.of}`}</td><td class="n">${whole(startedStreams)}</td><td class="n">${ms(ownLagP99Ms)}</td><td class="n">${ms(startDelayP99Ms)}</td><td>${fit ? 'yes' : 'UNFIT'}</td><td>${sources.endReason ?? 'no end line'}</td><td class="w">${cpus} \u00d7 ${cpuModel}, ${os} ${arch}, run ${run.run}</td></tr>`
}

const ms = (value: number | undefined): string =>
  value === undefined ? '' : `${measured(value)}${THIN}ms`
