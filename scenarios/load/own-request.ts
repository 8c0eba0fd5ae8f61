import type { LoadSpec, VariantSpec } from '../../core/load-spec.ts'
import { seededRandom } from '../../core/random.ts'
import { fillBody } from '../../core/workload/fill-body.ts'
import { type Asked, drawLengths, streamRandom } from '../../core/workload/lengths.ts'
import { promptText } from '../../core/workload/prompt-text.ts'

/** A stream among those of its run. */
export interface StreamNumber {
  /** Its number among all streams of the scenario. */
  readonly all: number
  /** Its number among those of its kind. */
  readonly index: number
  /** Kind and number: the same on every route, another one for every stream. */
  readonly key: string
}

/** What a stream asks for: its body, where there is one, and what our mock is told of it. */
export interface OwnRequest {
  readonly body?: string | undefined
  readonly mock?: Readonly<Record<string, unknown>>
}

/** Makes the request of each stream: one of its kind's bodies in turn, or one whose prompt and answer have lengths of their own. */
export function ownRequests(
  spec: Pick<LoadSpec, 'seed' | 'trace'>,
): (kind: Pick<VariantSpec, 'bodies' | 'lengths'>, stream: StreamNumber) => OwnRequest {
  let textOf: ReturnType<typeof promptText> | undefined
  return ({ bodies, lengths }, { all, index, key }) => {
    const body = bodies[index % bodies.length]
    const own = streamRandom(spec.seed, key)
    const asked = rowOf(spec, all) ?? (lengths && drawLengths(lengths, own))
    if (asked === undefined) return { body }
    const { inputTokens, outputTokens } = asked
    // Made at the first stream, which probes: drawing its words takes time.
    textOf ??= promptText(seededRandom(spec.seed).fork('prompts'))
    const messages = [textOf(inputTokens, own.fork('prompt'))]
    return {
      body: body && fillBody(body, { messages, maxTokens: outputTokens }),
      ...(outputTokens !== undefined && { mock: { tokens: outputTokens } }),
    }
  }
}

function rowOf({ trace }: Pick<LoadSpec, 'trace'>, index: number): Asked | undefined {
  if (trace === undefined) return undefined
  const row = index % trace.atMs.length
  const [inputTokens, outputTokens] = [trace.inputTokens[row], trace.outputTokens[row]]
  return inputTokens === undefined || outputTokens === undefined
    ? undefined
    : { inputTokens, outputTokens }
}
