import type { GroupTally } from '../read/group-tally.ts'
import type { CompatibleFigure } from '../summary/compatibility.ts'
import type { Distribution } from '../summary/distribution.ts'
import { distributionOf } from './distribution.ts'
import { ofSuccess } from './success.ts'

/** The sums that other tools make, over requests that succeeded, as they do. Instants count from the send. */
interface Sums {
  readonly ttft: Distribution | undefined
  readonly latency: Distribution | undefined
  /** (latency - TTFT)/(N - 1). */
  readonly perTokenAfterFirst: Distribution | undefined
  /** latency/N: the wait for the first token spread over all of them. */
  readonly perToken: Distribution | undefined
  /** Every gap, pooled; gaps of failed streams are in the percentiles, of which only those of all streams are known. */
  readonly gaps: Distribution | undefined
}

type Row = Omit<CompatibleFigure, 'mean' | 'p50' | 'p99'> & { readonly of: keyof Sums }

const VLLM = 'https://docs.vllm.ai/en/stable/api/vllm/benchmarks/serve/'
const AIPERF = 'https://docs.nvidia.com/aiperf/v0.11.0/reference/ai-perf-metrics-reference'
const GUIDELLM = 'https://github.com/vllm-project/guidellm/blob/main/docs/guides/metrics.md'
const LLMPERF = 'https://github.com/ray-project/llmperf'
const INFERENCE_PERF = 'https://github.com/kubernetes-sigs/inference-perf/blob/main/docs/metrics.md'
const ETALON = 'https://project-etalon.github.io/etalon/_sources/tutorials/metrics_used.rst.txt'

const row = (
  [tool, source]: readonly [string, string],
  [name, formula]: readonly [string, string],
  of: keyof Sums,
): Row => ({ tool, name, formula, source, over: of === 'gaps' ? 'gap' : 'request', of })

/** One word means different sums: docs/methods.md, "The same run by other tools' names". */
const ROWS: readonly Row[] = [
  row(['vLLM bench', VLLM], ['TTFT', 'first content \u2212 send'], 'ttft'),
  row(['vLLM bench', VLLM], ['TPOT', '(E2E \u2212 TTFT)/(N \u2212 1)'], 'perTokenAfterFirst'),
  row(['vLLM bench', VLLM], ['ITL', 'every gap, pooled'], 'gaps'),
  row(['vLLM bench', VLLM], ['E2EL', 'last content \u2212 send'], 'latency'),
  row(['AIPerf', AIPERF], ['TTFT', 'first non-empty response \u2212 send'], 'ttft'),
  row(['AIPerf', AIPERF], ['ITL', '(latency \u2212 TTFT)/(OSL \u2212 1)'], 'perTokenAfterFirst'),
  row(['AIPerf', AIPERF], ['inter-chunk latency', 'every gap'], 'gaps'),
  row(['GuideLLM', GUIDELLM], ['TTFT', 'first token \u2212 send'], 'ttft'),
  row(
    ['GuideLLM', GUIDELLM],
    ['ITL', '(last \u2212 first token)/(N \u2212 1)'],
    'perTokenAfterFirst',
  ),
  row(['GuideLLM', GUIDELLM], ['TPOT', '(last token \u2212 send)/N'], 'perToken'),
  row(['LLMPerf', LLMPERF], ['TTFT', 'first chunk \u2212 send'], 'ttft'),
  row(['LLMPerf', LLMPERF], ['ITL', '(TTFT + \u03a3 gaps)/N'], 'perToken'),
  row(
    ['inference-perf', INFERENCE_PERF],
    ['TPOT', '(E2E \u2212 TTFT)/(N \u2212 1)'],
    'perTokenAfterFirst',
  ),
  row(['inference-perf', INFERENCE_PERF], ['NTPOT', 'E2E/N'], 'perToken'),
  row(['Etalon', ETALON], ['TBT', 'every gap'], 'gaps'),
]

/** The group's streams in the definitions of other tools; what no stream has a value for is left out. */
export function compatibilityOf(
  { table }: GroupTally,
  gapMs: Distribution | undefined,
): readonly CompatibleFigure[] {
  const [tokens, startDelay] = [table.column('tokens'), table.column('startDelayMs')]
  const latency = ofSuccess(table, 'e2eMs').map((e2e, i) => e2e - startDelay[i]!)
  const ttft = ofSuccess(table, 'ttftFromSendMs')
  const per = (of: (i: number) => number): Distribution | undefined =>
    distributionOf(latency.map((_, i) => of(i)))
  const sums: Sums = {
    ttft: distributionOf(ttft),
    latency: distributionOf(latency),
    perTokenAfterFirst: per((i) =>
      tokens[i]! > 1 ? (latency[i]! - ttft[i]!) / (tokens[i]! - 1) : Number.NaN,
    ),
    perToken: per((i) => (tokens[i]! > 0 ? latency[i]! / tokens[i]! : Number.NaN)),
    gaps: gapMs && { ...gapMs, mean: meanGap(table) },
  }
  return ROWS.flatMap(({ of, ...names }) => {
    const found = sums[of]
    if (found === undefined || Number.isNaN(found.mean)) return []
    return [{ ...names, mean: found.mean, p50: found.p50, p99: found.p99 }]
  })
}

/** Over all gaps of the streams that succeeded; NaN when they have none. */
function meanGap(table: GroupTally['table']): number {
  const [means, events] = [ofSuccess(table, 'gapMeanMs'), table.column('contentEvents')]
  let sum = 0
  let count = 0
  for (const [i, mean] of means.entries()) {
    if (Number.isNaN(mean)) continue
    sum += mean * (events[i]! - 1)
    count += events[i]! - 1
  }
  return count > 0 ? sum / count : Number.NaN
}
