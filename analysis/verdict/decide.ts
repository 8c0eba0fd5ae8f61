import type { Doubt } from '../summary/doubt.ts'
import type { Group } from '../summary/group.ts'
import type { Gate, Verdict, VerdictResult } from '../summary/verdict.ts'
import { counted } from '../render/numbers.ts'
import { describeGate, describeGates, describeLimits } from './describe-gate.ts'
import type { RunFacts } from './facts.ts'

/** All that a verdict rests on. */
export interface Evidence {
  readonly facts: RunFacts
  readonly gates: readonly Gate[]
  readonly groups: readonly Group[]
  readonly doubts: readonly Doubt[]
}

type Ruling = Omit<Verdict, 'gates'>
type Rule = (evidence: Evidence) => Ruling | undefined

/** Exit codes in the order in which they take precedence: 130/143, 1, 4, 99 by counts, 5, 99 by times, 6, 0. */
const RULES: readonly Rule[] = [
  interrupted,
  broken,
  unreachable,
  failedByCounts,
  unfit,
  failedByTimes,
  inconclusive,
]

export function decide(evidence: Evidence): Verdict {
  for (const rule of RULES) {
    const found = rule(evidence)
    if (found !== undefined) return { ...found, gates: evidence.gates }
  }
  return { ...passed(evidence), gates: evidence.gates }
}

function interrupted({ facts }: Evidence): Ruling | undefined {
  if (facts.signal === undefined) return undefined
  const exitCode = facts.signal === 'SIGTERM' ? 143 : 130
  return ruling(
    'inconclusive',
    exitCode,
    `The run was interrupted (${facts.signal}); the figures are those of the streams so far.`,
  )
}

function broken({ facts }: Evidence): Ruling | undefined {
  if (facts.brokenExitCode !== undefined) {
    return ruling(
      'invalid',
      1,
      `The load generator broke (k6 exit code ${facts.brokenExitCode}); k6.log says why.`,
    )
  }
  if (facts.unconcluded) {
    return ruling('invalid', 1, 'The run was not concluded: run.json has no endedAt.')
  }
  if (!facts.killed) return undefined
  return ruling('invalid', 1, 'The run was killed before its end: the records have no end line.')
}

function unreachable({ facts }: Evidence): Ruling | undefined {
  if (!facts.unreachable) return undefined
  const ways = facts.droppedRoutes.map(({ route, outcome, status }) =>
    status === undefined ? `${route}: ${outcome}` : `${route}: ${outcome} (status ${status})`,
  )
  const detail = ways.length > 0 ? ` (${ways.join(', ')})` : ''
  return ruling(
    'invalid',
    4,
    `Nothing could be measured: the target is unreachable or does not stream${detail}.`,
  )
}

function failedByCounts({ facts, gates, groups }: Evidence): Ruling | undefined {
  if (facts.startedStreams === 0) return ruling('fail', 99, 'No stream was started.')
  if (groups.every((group) => group.ttftMs === undefined)) {
    return ruling(
      'fail',
      99,
      `Not one of ${counted(facts.startedStreams, 'stream')} received a token.`,
    )
  }
  const failed = gates.filter((gate) => gate.kind === 'counts' && gate.decision === 'fail')
  if (failed.length > 0) return ruling('fail', 99, describeGates(failed))
  if (!facts.thresholdsCrossed) return undefined
  return ruling('fail', 99, 'A threshold of the k6 script was crossed; k6.log says which.')
}

function unfit({ gates, doubts }: Evidence): Ruling | undefined {
  if (!gates.some((gate) => gate.decision === 'unfit')) return undefined
  const codes = doubts.filter((doubt) => doubt.unfit).map((doubt) => doubt.code)
  return ruling(
    'invalid',
    5,
    `A gate needs figures that the client was not fit to measure (${codes.join(', ')}).`,
  )
}

function failedByTimes({ gates }: Evidence): Ruling | undefined {
  const failed = gates.filter((gate) => gate.kind === 'times' && gate.decision === 'fail')
  if (failed.length === 0) return undefined
  return ruling('fail', 99, describeGates(failed))
}

function inconclusive({ facts, gates, groups }: Evidence): Ruling | undefined {
  const undecided = gates.filter((gate) => gate.decision === 'undecided')
  if (undecided.length > 0) {
    return ruling('inconclusive', 6, undecided.map(describeGate).join('; ') + '.')
  }
  if (facts.aborted !== undefined) {
    return ruling(
      'inconclusive',
      6,
      `The run ended before its time (${facts.aborted}), so it cannot pass.`,
    )
  }
  const missing = facts.missingSegments
  if (missing.length > 0) {
    const are = missing.length === 1 ? 'is' : 'are'
    const sentence = `Of the generators that shared the load ${missing.join(', ')} ${are} missing, so the run cannot pass.`
    return ruling('inconclusive', 6, sentence)
  }
  const cut = groups.reduce((sum, group) => sum + group.harnessCutStreams, 0)
  if (cut === 0) return undefined
  return ruling(
    'inconclusive',
    6,
    `${counted(cut, 'stream')} still open after the drain time ${cut === 1 ? 'was' : 'were'} cut by us, so their end is not known.`,
  )
}

function passed({ gates, groups }: Evidence): Ruling {
  if (gates.length === 0) return ruling('pass', 0, 'No gate was set; nothing was judged.')
  const routes = new Set(groups.map((group) => group.route)).size
  const where = routes > 1 ? ' on every route' : ''
  return ruling('pass', 0, `${describeLimits(gates)}${where}.`)
}

function ruling(result: VerdictResult, exitCode: Verdict['exitCode'], sentence: string): Ruling {
  return { result, exitCode, sentence }
}
