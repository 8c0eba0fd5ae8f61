import { samplesNeeded } from '../../core/stats/samples-needed.ts'
import { counted, measured, percent, THIN, whole } from '../render/numbers.ts'
import type { Doubt } from '../summary/doubt.ts'
import type { Group } from '../summary/group.ts'
import type { Trust } from '../summary/trust.ts'
import type { Gate } from '../summary/verdict.ts'
import { gateLimit } from '../verdict/describe-gate.ts'

const MOST_MOCK_LATENESS_MS = 5
const MOST_COALESCED_RATIO = 0.05
const MOST_LITTLE_DEVIATION = 0.05

/**
 * Only where the number of streams is what is missing: a gate is undecided, or so few were started that hardly any percentile
 * exists. Elsewhere the table says `n/a` by itself; and where streams failed, more of them would not help.
 */
export function tooFewSamplesDoubt(
  groups: readonly Group[],
  gates: readonly Gate[],
): Doubt | undefined {
  const undecided = gates
    .filter((gate) => gate.decision === 'undecided')
    .toSorted((a, b) => (b.needs ?? 0) - (a.needs ?? 0))[0]
  return undecided === undefined ? fewStreamsDoubt(groups) : undecidedDoubt(undecided)
}

function undecidedDoubt(gate: Gate): Doubt {
  const { needs } = gate
  return doubt('too-few-samples', {
    finding: `${counted(gate.streams, 'stream')} on ${gate.route}: too few to decide ${gateLimit(gate)}.`,
    cause: `With ${whole(gate.misses)} that missed it, the limit may lie on either side of the true percentile.`,
    nextStep:
      needs === undefined
        ? 'Measure more streams a route (--streams).'
        : `Measure at least ${whole(needs)} streams a route (--streams ${needs}).`,
  })
}

function fewStreamsDoubt(groups: readonly Group[]): Doubt | undefined {
  const needs = samplesNeeded(0.95, 'bound')
  const short = groups.filter(
    ({ startedStreams, ttftMs }) => ttftMs !== undefined && startedStreams < needs,
  )
  const fewest = short.toSorted((a, b) => (a.ttftMs?.count ?? 0) - (b.ttftMs?.count ?? 0))[0]
  if (fewest === undefined) return undefined
  return doubt('too-few-samples', {
    finding: `${counted(fewest.ttftMs?.count ?? 0, 'stream')} with a first token on ${fewest.route}: too few for a p95.`,
    cause: `Below ${whole(needs)} streams not even the slowest one bounds the true p95 with 95${THIN}% confidence.`,
    nextStep: `Measure at least ${whole(needs)} streams a route (--streams ${needs}); a p99 takes ${samplesNeeded(0.99, 'bound')}.`,
  })
}

export function mockLateDoubt({ mockLatenessP99Ms: late = 0 }: Trust): Doubt | undefined {
  if (late <= MOST_MOCK_LATENESS_MS) return undefined
  return doubt('mock-late', {
    finding: `The mock sent its tokens ${measured(late)}${THIN}ms late at p99.`,
    cause:
      'The mock was short of CPU, so it did not serve what was asked for. A difference between routes may be its doing; what a route adds by the mock\u2019s log is free of that, and so is our own error.',
    nextStep: 'Lower the load, or give the mock cores of its own.',
  })
}

/** More than chance explains, and more than 5 %: streams piled up, or the figures of durations and starts do not fit together. */
export function littlesLawDoubts(groups: readonly Group[]): readonly Doubt[] {
  return groups.flatMap(({ route, scenario, throughput }) => {
    const law = throughput?.littlesLaw
    if (law === undefined) return []
    if (law.deviationRatio <= Math.max(MOST_LITTLE_DEVIATION, law.chanceRatio)) return []
    const product = (law.arrivalsPerSecond * law.meanDurationMs) / 1000
    return [
      doubt('littles-law', {
        finding: `${scenario} on ${route}: ${measured(law.concurrencyStreams)} streams were open on average, but starts times duration give ${measured(product)} (${percent(law.deviationRatio)} off).`,
        cause: 'The load was not steady: streams piled up or drained away while it was measured.',
        nextStep: 'Look at the time line; lower --rate or measure for longer.',
      }),
    ]
  })
}

export function coalescedDoubts(groups: readonly Group[]): readonly Doubt[] {
  return groups
    .filter((group) => group.coalescedRatio > MOST_COALESCED_RATIO)
    .map((group) =>
      doubt('coalesced', {
        finding: `On ${group.route} ${percent(group.coalescedRatio)} of the events arrived together with an earlier one.`,
        cause:
          'Something on the way collects tokens, or they come faster than they are read. The time stamps of such events are bounds.',
        nextStep:
          'Compare with the direct route; look at buffering of the proxy and at the size of the reads in the waterfall.',
      }),
    )
}

export function readStampsDoubt({ stamps }: Trust): Doubt | undefined {
  if (stamps !== 'read' && stamps !== 'mixed') return undefined
  return doubt('read-stamps', {
    finding:
      stamps === 'read'
        ? 'Arrivals were stamped when we read them, not by the kernel.'
        : 'Some arrivals were stamped when we read them, not by the kernel.',
    cause: 'Kernel time stamps need Linux; without them our own delay is part of every figure.',
    nextStep: 'Run the client on Linux for the smallest error.',
  })
}

export function clockStepDoubt({ clockStepStreams }: Trust): Doubt | undefined {
  if (clockStepStreams === 0) return undefined
  return doubt('clock-step', {
    finding: `The wall clock was stepped while ${counted(clockStepStreams, 'stream')} ran.`,
    cause:
      'Kernel stamps are wall-clock time, converted to the monotonic clock; around a step the conversion may be off.',
    nextStep: 'Run again; if it happens often, look at the time daemon of the machine.',
  })
}

export function resentDoubt({ resentStreams }: Trust): Doubt | undefined {
  if (resentStreams === 0) return undefined
  return doubt('resent', {
    finding: `The request of ${counted(resentStreams, 'stream')} went out more than once.`,
    cause:
      'The HTTP client sends it again by itself where a kept connection turned out dead, or an HTTP/2 server refused it unprocessed. The time that it lost is part of TTFT.',
    nextStep:
      'Look at how long the server or the proxy keeps connections open, and at its limit of HTTP/2 streams; resent in the records says which.',
  })
}

export function truthMissingDoubt(trust: Trust, target: string): Doubt | undefined {
  const missing = trust.truth.reduce((sum, each) => sum + each.withoutTruthStreams, 0)
  const joined = trust.truth.reduce((sum, each) => sum + each.joinedStreams, 0)
  if (target !== 'mock' || (joined > 0 && missing <= joined * 0.01)) return undefined
  return doubt('truth-missing', {
    finding:
      joined === 0
        ? 'The mock left no log that fits these records.'
        : `${counted(missing, 'stream')} of ${whole(missing + joined)} are not in the mock's log.`,
    cause:
      'Streams that failed before they reached the mock leave no trace there; or the log was lost.',
    nextStep: 'The measuring error stands for the streams in the log only.',
  })
}

type Wording = Pick<Doubt, 'finding' | 'cause' | 'nextStep'>

const doubt = (code: Doubt['code'], wording: Wording): Doubt => ({ code, ...wording, unfit: false })
