import { isSuccess, OUTCOMES } from '../../core/outcome.ts'
import { type Detector, findingOn } from './detector.ts'
import type { EvidenceTable } from './evidence-table.ts'
import { ofStreams } from './share.ts'
import { LEAST_STREAMS } from './thresholds.ts'

const CORRUPT = OUTCOMES.indexOf('corrupt')
const COUNTS = ['missing', 'duplicate', 'reordered', 'foreign'] as const

/**
 * Answers that were not what was sent, failure modes E3, E5-E7: events that do not parse, bytes that are no UTF-8, tokens lost,
 * doubled, exchanged or of another answer, and text that differs from that of the direct route though both look whole.
 * Counts are exact, so a few are enough.
 */
export const wireCorruption: Detector = ({ group, direct }) => {
  const { streams } = group
  const damaged = streams.rows((row) => isDamaged(streams, row))
  const other =
    direct === undefined || direct.streams.length !== streams.length
      ? []
      : differing(streams, direct.streams)
  const rows = new Set([...damaged, ...other])
  if (rows.size < LEAST_STREAMS) return []
  const sum = (name: (typeof COUNTS)[number] | 'replacementCharacters'): number =>
    streams.values(name, streams.rows()).reduce((total, count) => total + count, 0)
  return [
    findingOn(group, 'wire-corruption', {
      severity: 'error',
      view: 'outside',
      what: `${ofStreams(rows.size, streams.length)} were damaged: ${damageOf(sum, other.length)}.`,
      evidence: {
        damagedStreams: rows.size,
        unreadableStreams: damaged.filter((row) => streams.at(row, 'outcome') === CORRUPT).length,
        differingTexts: other.length,
        missingTokens: sum('missing'),
        duplicateTokens: sum('duplicate'),
        reorderedTokens: sum('reordered'),
        foreignTokens: sum('foreign'),
        replacementCharacters: sum('replacementCharacters'),
      },
      remedy:
        'Find the first hop at which it appears (direct, then one hop more). Usual causes: decoding each chunk by itself instead of the whole, a retry after part of the answer, shared state between streams.',
    }),
  ]
}

const isDamaged = (streams: EvidenceTable, row: number): boolean =>
  streams.at(row, 'outcome') === CORRUPT ||
  streams.at(row, 'replacementCharacters') > 0 ||
  COUNTS.some((name) => streams.at(row, name) > 0)

/** Whole answers of our mock, which gives the same ones by every route, whose text occurs on the direct route nowhere. */
function differing(streams: EvidenceTable, direct: EvidenceTable): number[] {
  // A text may be missing there because its stream failed.
  if (direct.rows((row) => !isWhole(direct, row)).length > 0) return []
  const known = new Set(direct.values('textHash', direct.rows()))
  return streams.rows((row) => {
    const hash = streams.at(row, 'textHash')
    const ofMock = !Number.isNaN(streams.at(row, 'truth'))
    return (
      isWhole(streams, row) && ofMock && known.size > 0 && !Number.isNaN(hash) && !known.has(hash)
    )
  })
}

const isWhole = (streams: EvidenceTable, row: number): boolean =>
  isSuccess(OUTCOMES[streams.at(row, 'outcome')]!)

function damageOf(
  sum: (name: (typeof COUNTS)[number] | 'replacementCharacters') => number,
  texts: number,
): string {
  const parts = [
    ...COUNTS.map((name) => [sum(name), `${name} tokens`] as const),
    [sum('replacementCharacters'), 'characters replaced by U+FFFD'] as const,
    [texts, 'texts that differ from the direct route'] as const,
  ].filter(([count]) => count > 0)
  return parts.length === 0
    ? 'events that cannot be read'
    : parts.map(([count, name]) => `${count} ${name}`).join(', ')
}
