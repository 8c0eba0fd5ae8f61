import type { Part, Summary } from '../summary/summary.ts'
import { segmentOf } from '../merge/segment.ts'
import { counted, measured, THIN } from './numbers.ts'
import { printable } from './printable.ts'

/** Each folder that the run was merged from in a line: what it is, and how far it may be trusted; none for a single one. */
export function partSentences({ parts = [] }: Pick<Summary, 'parts'>): readonly string[] {
  return parts.map((part) => printable(`${part.name}: ${partPieces(part).join(' \u00b7 ')}`))
}

function partPieces(part: Part): readonly string[] {
  const { run, fit, startedStreams, ownLagP99Ms, startDelayP99Ms, sources } = part
  const segment = segmentOf(run)
  return [
    ...(segment === undefined ? [] : [`segment ${segment.number}/${segment.of}`]),
    counted(startedStreams, 'stream'),
    ...(ownLagP99Ms === undefined ? [] : [`own lag p99 ${ms(ownLagP99Ms)}`]),
    ...(startDelayP99Ms === undefined ? [] : [`start delay p99 ${ms(startDelayP99Ms)}`]),
    ...(fit ? [] : ['UNFIT']),
    sources.endReason ?? 'no end line',
    `run ${run.run}`,
  ]
}

const ms = (value: number): string => `${measured(value)}${THIN}ms`
