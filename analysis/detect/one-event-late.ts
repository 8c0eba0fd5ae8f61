import { type Detector, findingOn } from './detector.ts'
import type { EvidenceTable } from './evidence-table.ts'
import { isLateByOne } from './late-by-one.ts'
import { enough, ofStreams } from './share.ts'

/**
 * A layer that flushes before it writes, failure mode A3: each event comes with the next one, the last at the close. Told by the
 * mock's log, or by the two-event probe (tag `silenceMs`: event, silence, event, silence, close): the second event comes
 * with the close, yet a silence after the first.
 */
export const oneEventLate: Detector = ({ group }) => {
  const { streams } = group
  const probes = streams.rows(
    (row) => streams.at(row, 'silenceMs') > 0 && streams.at(row, 'contentEvents') === 2,
  )
  const lateProbes = probes.filter((row) => lateProbe(streams, row))
  const logged = streams.rows(
    (row) =>
      streams.at(row, 'contentEvents') >= 3 && !Number.isNaN(streams.at(row, 'lateByOneRatio')),
  )
  const lateLogged = logged.filter((row) => isLateByOne(streams, row))
  const byLog = enough(lateLogged.length, logged.length)
  if (!byLog && !enough(lateProbes.length, probes.length)) return []
  const [late, of] = byLog ? [lateLogged, logged] : [lateProbes, probes]
  return [
    findingOn(group, 'one-event-late', {
      severity: 'error',
      view: byLog ? 'inside' : 'outside',
      what: `In ${ofStreams(late.length, of.length)} each event arrived only with the next one.`,
      evidence: {
        lateStreams: late.length,
        eligibleStreams: of.length,
        probeStreams: probes.length,
      },
      remedy:
        'Something on the way flushes before it writes instead of after: flush after each event there, or end each event with a comment line as a workaround.',
    }),
  ]
}

function lateProbe(streams: EvidenceTable, row: number): boolean {
  const half = streams.at(row, 'silenceMs') / 2
  const gapMs = streams.at(row, 'e2eMs') - streams.at(row, 'ttftMs')
  return gapMs >= half && streams.at(row, 'tailMs') < half
}
