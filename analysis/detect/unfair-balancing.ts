import { type Detector, findingOn } from './detector.ts'
import type { GroupEvidence } from './group-evidence.ts'
import { LEAST_ACTIVE_STREAMS, LEAST_JAIN, UNEVEN_CHANCE } from './thresholds.ts'

/**
 * Streams that pile up on one instance, failure mode F4. Jain's index J = (sum x)^2 / (n sum x^2) over the n instances, x being the
 * time that streams were open there (time-averaged streams in flight times the length of the run): 1 is even, 1/n all on
 * one (Jain, Chiu, Hawe, DEC-TR-301, 1984). Request counts would not see that a few streams are long.
 */
export const unfairBalancing: Detector = ({ group, serverInstances = 0 }) => {
  const { streams } = group
  const rows = streams.rows((row) => !Number.isNaN(streams.at(row, 'instance')))
  const n = Math.max(group.instances.length, serverInstances)
  if (n < 2 || rows.length < LEAST_ACTIVE_STREAMS) return []
  const load = loadOf(group, rows, n)
  const sum = load.reduce((total, x) => total + x, 0)
  const jain = sum ** 2 / (n * load.reduce((total, x) => total + x ** 2, 0))
  if (jain >= LEAST_JAIN || chanceOf(group, rows, load) > UNEVEN_CHANCE) return []
  return [
    findingOn(group, 'unfair-balancing', {
      severity: 'warning',
      view: 'outside',
      what: `Of ${n} instances the busiest carried ${((100 * Math.max(...load)) / sum).toFixed(0)} % of the streams in flight (Jain's index ${jain.toFixed(2)}).`,
      evidence: {
        instances: n,
        jainIndex: jain,
        mostLoadRatio: Math.max(...load) / sum,
        leastLoadRatio: Math.min(...load) / sum,
        streams: rows.length,
      },
      remedy:
        'Balance by open streams (nginx: least_conn), not by client address or connection; with affinity, spread the keys. New instances behind pinned HTTP/2 connections get nothing until clients reconnect.',
    }),
  ]
}

const openMs = ({ streams }: GroupEvidence, row: number): number =>
  Math.max(0, streams.at(row, 'endedMs') - streams.at(row, 'startedMs'))

function loadOf(group: GroupEvidence, rows: readonly number[], n: number): number[] {
  const load = Array.from({ length: n }, () => 0)
  for (const row of rows) load[group.streams.at(row, 'instance')]! += openMs(group, row)
  return load
}

/**
 * How likely a balancer that draws an instance for each stream is to give some instance as uneven a load (Hoeffding's inequality
 * for sums of bounded terms, JASA 58, 1963, with a union over the instances): a bound from above.
 */
function chanceOf(group: GroupEvidence, rows: readonly number[], load: readonly number[]): number {
  const lengths = rows.map((row) => openMs(group, row))
  const mean = lengths.reduce((sum, length) => sum + length, 0) / load.length
  const squares = lengths.reduce((sum, length) => sum + length ** 2, 0)
  const most = Math.max(...load.map((x) => Math.abs(x - mean)))
  return Math.min(1, 2 * load.length * Math.exp((-2 * most ** 2) / squares))
}
