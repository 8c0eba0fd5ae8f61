import type { CompareInfo, ComparedMetric } from '../../core/compare-info.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { CANARY } from '../../core/canary.ts'
import { type Directories, readFolders } from '../judge.ts'
import type { RunTally } from '../read/run-tally.ts'
import { readRunInfo } from '../read-run-info.ts'
import { openResultsFolder } from '../results-folder.ts'
import { summarise } from '../summarise.ts'
import type { Summary } from '../summary/summary.ts'
import type { Trust } from '../summary/trust.ts'
import { type RunFacts, runFacts } from '../verdict/facts.ts'
import { decideComparison } from './decide-comparison.ts'
import { judgeMetrics } from './judge-metrics.ts'
import { measureBlocks } from './measure-blocks.ts'
import { renderComparison } from './render-comparison.ts'
import { type Comparison, COMPARISON_VERSION } from './result.ts'

/**
 * Compares the two sides in the folders of one run of `streamgauge compare`: one, or one of each generator. Undefined where the run
 * compared nothing. Throws as `judgeFolders` does.
 */
export function compareFolders(directories: Directories): Comparison | undefined {
  const [first] = directories
  const { compare } = readRunInfo(openResultsFolder(first), first)
  if (compare === undefined) return undefined
  const { run, tally } = readFolders(directories)
  return compareSides({ ...run, compare }, tally)
}

/** Writes `compare.json` (schema/compare.schema.json) and `compare.md` into the folder. */
export function writeComparison(directory: string, comparison: Comparison): void {
  const folder = openResultsFolder(directory)
  folder.write('compare.json', renderComparison('json', comparison))
  folder.write('compare.md', renderComparison('md', comparison))
}

/** Figures and verdict of a comparison from everything that was read of its run. */
function compareSides(
  run: RunInfo & { readonly compare: CompareInfo },
  tally: RunTally,
): Comparison {
  const summary = summarise(run, tally)
  const { compare } = run
  const measured = measureBlocks(compare, tally, (scenario, metric) =>
    ownErrorMs(summary.trust, scenario, metric),
  )
  const facts = runFacts(tally)
  const endedEarly = facts.killed || facts.signal !== undefined || facts.aborted !== undefined
  const metrics = judgeMetrics(measured, { fit: summary.fit, endedEarly })
  const controlHolds = !metrics.some(
    ({ controlVerdict }) => controlVerdict === 'worse' || controlVerdict === 'better',
  )
  return {
    v: COMPARISON_VERSION,
    run,
    verdict: decideComparison({
      summary,
      metrics,
      deadSides: deadSides(tally, facts),
      controlHolds,
    }),
    a: compare.a,
    b: compare.b,
    pairs: compare.pairs,
    controlHolds,
    fit: summary.fit,
    metrics,
    doubts: summary.doubts,
    findings: summary.findings,
    trust: summary.trust,
  }
}

/** Sides on which nothing streams at all: by their probe, or by every stream where there was none. */
function deadSides(tally: RunTally, { droppedRoutes }: RunFacts): readonly string[] {
  const unprobed = tally.parts
    .flatMap(({ groups }) => [...groups.values()])
    .filter(({ allStreams, deadStreams }) => allStreams > 0 && deadStreams === allStreams)
  return [...new Set([...droppedRoutes, ...unprobed].map(({ route }) => route))]
}

/** By the mock's log on a direct way, else by the canary; of the values of one stream, so a cautious bound for a block's. */
function ownErrorMs(
  { truth }: Trust,
  scenario: string,
  { name, percentile = 0.5 }: ComparedMetric,
): number | undefined {
  const own = truth.filter(({ kind }) => kind === 'measuring-error')
  const found =
    own.find((one) => one.scenario === scenario) ?? own.find((one) => one.scenario === CANARY)
  const figures = errorOf(found, name)
  return percentile > 0.95 ? figures?.p99 : figures?.p50
}

function errorOf(
  truth: Summary['trust']['truth'][number] | undefined,
  name: ComparedMetric['name'],
) {
  if (name === 'ttft' || name === 'ttfa') return truth?.ttftMs
  if (name === 'gap' || name === 'tpot') return truth?.gapMs
  return name === 'e2e' ? truth?.e2eMs : undefined
}
