import type { RouteInfo, RunInfo, RunnerDoubt } from '../../core/run-info.ts'
import { compact } from '../measure/compact.ts'
import { clientCpuRatio } from '../measure/trust.ts'
import type { ResultsPart } from '../read/read-results.ts'

/**
 * The `run.json` of a run whose generators left one each: what they were told is the same, what they used is added up. The
 * client is that of the busiest one, since the worst of them decides what the figures are worth. Of one part it is its own.
 */
export function mergeRunInfo(parts: readonly [ResultsPart, ...ResultsPart[]]): RunInfo {
  const [{ run: first }, ...others] = parts
  if (others.length === 0) return first
  const runs = parts.map(({ run }) => run)
  const { segment: _, out: __, ...config } = first.config
  const ends = runs.map(({ endedAt }) => endedAt).filter((at) => at !== undefined)
  // Those of each generator bear the same names, so what is known of instances is known of as many as one has.
  const instances = Math.max(...runs.map(({ mock }) => mock?.instances ?? 0))
  const mockCpuSeconds = sumOf(runs, ({ mock }) => mock?.cpuSeconds)
  const nginxCpuSeconds = sumOf(runs, ({ nginx }) => nginx?.cpuSeconds)
  return compact({
    ...first,
    run: [...new Set(runs.map(({ run }) => run))].join(' + '),
    routes: mergeRoutes(runs),
    startedAt: runs.map(({ startedAt }) => startedAt).toSorted()[0]!,
    endedAt: ends.length === runs.length ? ends.toSorted().at(-1) : undefined,
    commandLine: withoutOwnFlags(first.commandLine),
    config,
    client: busiestClient(runs),
    mock: mockCpuSeconds === undefined ? undefined : { instances, cpuSeconds: mockCpuSeconds },
    nginx: nginxCpuSeconds === undefined ? undefined : { cpuSeconds: nginxCpuSeconds },
    droppedStarts: sumOf(runs, ({ droppedStarts }) => droppedStarts),
    events: listed(runs.flatMap(({ events = [] }) => events)),
    doubts: mergeDoubts(parts),
    signal: runs.find(({ signal }) => signal !== undefined)?.signal,
  })
}

/** A route was skipped where nobody measured it. */
function mergeRoutes(runs: readonly RunInfo[]): readonly RouteInfo[] {
  const byName = Map.groupBy(
    runs.flatMap(({ routes }) => routes),
    ({ name }) => name,
  )
  return [...byName.values()].map(
    (same) => same.find(({ skipped }) => skipped === undefined) ?? same[0]!,
  )
}

/** The command of the whole load, which is what repeats the merged run. */
function withoutOwnFlags(commandLine: readonly string[]): readonly string[] {
  return commandLine.filter(
    (word, at) =>
      !OWN_FLAG.test(word) && !OWN_FLAG.test(commandLine[at - 1] ?? '') && !OWN_VALUE.test(word),
  )
}

const OWN_FLAG = /^--(?:segment|out)$/u
const OWN_VALUE = /^--(?:segment|out)=/u

function busiestClient(runs: readonly RunInfo[]): RunInfo['client'] {
  const busy = runs.toSorted((a, b) => (clientCpuRatio(b) ?? 0) - (clientCpuRatio(a) ?? 0))
  return busy.find(({ client }) => client !== undefined)?.client
}

const listed = <T>(items: readonly T[]): readonly T[] | undefined =>
  items.length === 0 ? undefined : items

/** The sum of what the parts tell; undefined where none does. */
function sumOf(runs: readonly RunInfo[], of: (run: RunInfo) => number | undefined) {
  const known = runs.map(of).filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
}

/** What all parts say is said once; what only some say is said by name. */
function mergeDoubts(parts: readonly ResultsPart[]): readonly RunnerDoubt[] {
  const byText = new Map<string, { readonly doubt: RunnerDoubt; readonly by: string[] }>()
  for (const { name, run } of parts) {
    for (const doubt of run.doubts) {
      const same = byText.get(`${doubt.code} ${doubt.finding}`) ?? { doubt, by: [] }
      same.by.push(name)
      byText.set(`${doubt.code} ${doubt.finding}`, same)
    }
  }
  return [...byText.values()].map(({ doubt, by }) =>
    by.length === parts.length
      ? doubt
      : { ...doubt, finding: `${by.join(', ')}: ${doubt.finding}` },
  )
}
