import type { Learned, LearnedProfile } from '../../core/profile/learned.ts'
import type { Pace } from '../../core/profile/pace.ts'
import { quantileTable, type TableWish } from '../../core/profile/quantile-table.ts'
import type { Quantiles } from '../../core/profile/quantiles.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { mixedSamples } from '../../core/stats/mixed-samples.ts'
import { rankLikeness } from '../../core/stats/rank-likeness.ts'
import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import { sortSamples } from '../../core/stats/sorted-samples.ts'
import { failuresOf, type LearnedFailures } from './failures-of.ts'
import type { LearnSamples } from './learn-samples.ts'
import { NotLearned } from './not-learned.ts'

/** Below this a median is a guess. */
const LEAST_STREAMS = 20
const LEAST_GAPS = 100

const TIMES: TableWish = { withinRatio: 0.005, least: 0.1, decimals: 3 }
const LENGTHS: TableWish = { withinRatio: 0.005, least: 1, decimals: 0 }
const SHARES: TableWish = { withinRatio: 0.005, least: 0.1, decimals: 4 }

const tableOf = (values: readonly number[], wish: TableWish): Quantiles =>
  quantileTable(mixedSamples(sortSamples(values)), wish)

/**
 * A profile by which the mock serves what the endpoint served, as a client saw it: TTFT (from the actual start), gaps, lengths
 * and failures follow the same distributions. `doubts` are sentences about the records themselves. Throws `NotLearned` with
 * too few samples.
 */
export function makeProfile(
  samples: LearnSamples,
  run: RunInfo,
  doubts: readonly string[],
): LearnedProfile {
  refuseTooFew(samples)
  const { gaps, reasoning } = samples
  const failures = failuresOf(samples.failed, samples.ended)
  const pace = paceOf(samples)
  const meanMs = gaps.count === 0 ? 0 : gaps.sumMs / gaps.count
  return {
    v: 1,
    learned: originOf(samples, run, [...doubts, ...limitsOf(samples, failures)]),
    ttftMs: tableOf(samples.ttftMs, TIMES),
    prefillMs: 0,
    gapMs: Number(meanMs.toFixed(TIMES.decimals)),
    gapCv: 0,
    ...(pace !== undefined && { pace }),
    tokens: tableOf(samples.lengths, LENGTHS),
    ...(reasoning.some((share) => share > 0) && { reasoning: tableOf(reasoning, SHARES) }),
    faults: [],
    failures: failures.failures,
  }
}

function paceOf({ gaps }: LearnSamples): Pace | undefined {
  const apart = gaps.apart()
  if (apart.count === 0) return undefined
  const likeness = rankLikeness(gaps.streams)
  const sizes = [...gaps.lumps.keys()]
  return {
    gapMs: quantileTable(apart, TIMES),
    ...(sizes.some((size) => size > 1) && { lump: sizesOf(gaps.lumps) }),
    ...(likeness > 0 && { likeness: Number(likeness.toFixed(SHARES.decimals)) }),
  }
}

/** Whole numbers as steps: a size has its share of the percentiles, and nothing lies between two. */
function sizesOf(lumps: ReadonlyMap<number, number>): Quantiles {
  const all = [...lumps].toSorted(([a], [b]) => a - b)
  const total = all.reduce((sum, [, count]) => sum + count, 0)
  const percentiles: number[] = []
  const values: number[] = []
  let below = 0
  for (const [size, count] of all) {
    for (const edge of [below, below + count]) {
      percentiles.push(Number(((100 * edge) / total).toFixed(6)))
      values.push(size)
    }
    below += count
  }
  return { percentiles, values }
}

function refuseTooFew({ scenario, route, ttftMs, gaps, lengths }: LearnSamples): void {
  const where = `${scenario} over ${route}`
  const refuse = (found: string, needed: string): never => {
    throw new NotLearned(
      'too-few',
      `${where}: found ${found}; a profile needs at least ${needed}`,
      'Measure more streams, for example by --streams 300.',
    )
  }
  if (ttftMs.length < LEAST_STREAMS) {
    refuse(`${ttftMs.length} streams with a first token`, String(LEAST_STREAMS))
  }
  if (lengths.length < LEAST_STREAMS) {
    refuse(`${lengths.length} streams that ended well`, String(LEAST_STREAMS))
  }
  if (gaps.count > 0 && gaps.count < LEAST_GAPS) {
    refuse(`${gaps.count} gaps between tokens`, String(LEAST_GAPS))
  }
}

function originOf(samples: LearnSamples, run: RunInfo, limits: readonly string[]): Learned {
  const by = run.versions['streamgauge']
  return {
    run: run.run,
    startedAt: run.startedAt,
    target: run.target,
    dialect: run.dialect,
    scenario: samples.scenario,
    route: samples.route,
    ...(by !== undefined && { by }),
    samples: {
      streams: samples.streams,
      ttft: samples.ttftMs.length,
      gaps: samples.gaps.count,
      lengths: samples.lengths.length,
      failures: samples.failed.length,
    },
    outcomes: samples.outcomes,
    limits,
  }
}

/** One token an event is what the mock sends; below this nobody would see the difference. */
const MORE_THAN_ONE = 1.01
const P99 = 0.99

function limitsOf(samples: LearnSamples, { notPlayed }: LearnedFailures): readonly string[] {
  const limits: string[] = []
  const needed = samplesNeeded(P99, 'bound')
  if (samples.ttftMs.length < needed) {
    limits.push(
      `TTFT has ${samples.ttftMs.length} samples, and its p99 needs ${needed}: above that, the table is a guess.`,
    )
  }
  for (const [outcome, count] of notPlayed) {
    limits.push(`${outcome} is not played: ${count} of ${samples.ended} streams.`)
  }
  const perEvent = samples.usageTokens / samples.usageEvents
  if (perEvent > MORE_THAN_ONE) {
    limits.push(
      `An event brought ${perEvent.toFixed(2)} tokens on average; the mock sends one token an event, so lengths are in events.`,
    )
  }
  if (samples.slowReaders > 0) {
    limits.push(
      `The times of ${samples.slowReaders} streams that were read slowly on purpose are left out.`,
    )
  }
  return limits
}
