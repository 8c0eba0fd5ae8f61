import { type Pace, paceOf } from '../profile/pace.ts'
import { type Random, seededRandom } from '../random.ts'
import { tokenSource } from '../text/token-source.ts'
import { type Ms, roundMs } from '../units.ts'
import type { Plan, Step } from './plan.ts'

/** What fixes a plan. Ranges are checked at the doors, not here. */
export interface PlanRequest {
  readonly key: string
  readonly seed: number
  /** Arrival to the first token. */
  readonly ttftMs: number
  /** Mean gap between two tokens. */
  readonly gapMs: number
  /** Coefficient of variation of the gaps; 0 is constant. */
  readonly gapCv: number
  /** A measured pace, instead of the two above. */
  readonly pace?: Pace | undefined
  /** Length of the whole answer. */
  readonly tokens: number
  /** The request's own limit, if it set one. */
  readonly maxTokens?: number
  /** So many of the first tokens are reasoning. */
  readonly reasoningTokens?: number | undefined
  /** What the answer says after its reasoning, token by token, instead of drawn text: a tool call's arguments. */
  readonly script?: readonly string[] | undefined
}

/**
 * The clean plan of a request. Text and gaps come from forks of their own, so a different pace leaves the text as it
 * is; a smaller limit gives a prefix of both. The regular end is due with the last token.
 */
export function buildPlan(request: PlanRequest): Plan {
  const { key, seed, maxTokens } = request
  const tokens = wholeLength(request)
  const limited = maxTokens !== undefined && maxTokens < tokens
  const count = limited ? maxTokens : tokens
  return {
    key,
    seed,
    tokens: () => count,
    faults: [],
    steps: () => stepsOf(request, count, limited ? 'length' : 'stop'),
  }
}

const wholeLength = ({ tokens, script, reasoningTokens = 0 }: PlanRequest): number =>
  script === undefined ? tokens : reasoningTokens + script.length

function* stepsOf(
  request: PlanRequest,
  count: number,
  reason: 'stop' | 'length',
): Generator<Step, undefined, undefined> {
  const { reasoningTokens = 0, script } = request
  const random = seededRandom(request.seed).fork(request.key)
  const text = tokenSource(random.fork('text'))
  const offset = offsets(request, random.fork('gaps'))
  let atMs = offset()
  for (let index = 0; index < count; index++) {
    if (index > 0) atMs = offset()
    if (index < reasoningTokens) {
      yield { kind: 'token', atMs, index, text: text.next(), reasoning: true }
    } else {
      yield { kind: 'token', atMs, index, text: script?.[index - reasoningTokens] ?? text.next() }
    }
  }
  yield { kind: 'finish', atMs, reason, index: count }
  return undefined
}

/**
 * Offset of token 0, 1, 2, … Constant: ttft + i·gap, free of summing errors. Gamma: gaps with shape k = 1/cv² and
 * mean `gapMs` (variance gapMs²·cv²), as in core/arrivals.ts.
 */
function offsets({ ttftMs, gapMs, gapCv, pace }: PlanRequest, random: Random): () => Ms {
  let index = -1
  if (pace !== undefined) {
    const gap = paceOf(pace, random)
    let at = ttftMs
    return () => {
      index++
      if (index > 0) at += gap()
      return roundMs(at)
    }
  }
  if (gapCv === 0 || gapMs === 0) {
    return () => {
      index++
      return roundMs(ttftMs + index * gapMs)
    }
  }
  const shape = 1 / gapCv ** 2
  let at = ttftMs
  return () => {
    index++
    if (index > 0) at += (random.gamma(shape) / shape) * gapMs
    return roundMs(at)
  }
}
