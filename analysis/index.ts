/**
 * The judge: records in, figures and verdict out. Use of the room:
 *
 *     const judged = judgeFolder('results/20261122-214500-ab12')
 *     writeReports('results/20261122-214500-ab12', judged)     // summary.json, report.html, report.md, junit.xml
 *     process.stdout.write(renderReport('text', judged, { color, reportPath }))
 *     process.exitCode = judged.summary.verdict.exitCode
 *
 * The folder needs `run.json` (core/run-info.ts); `records.ndjson` and `truth.ndjson` may be missing, torn or without an end.
 * `judgeFolders` merges the folders of one run and throws `NotOneRun` when they do not belong together. Both throw
 * `NotAResultsFolder` (message and hint for people) when `run.json` is missing or broken, and nothing else for anything
 * that a file may hold. It reads streaming and synchronously; the renderers are pure.
 * `summary.json` conforms to schema/summary.schema.json.
 */
export { compareFolders, writeComparison } from './compare/compare-folders.ts'
export { COMPARISON_FORMATS, renderComparison } from './compare/render-comparison.ts'
export type { Comparison } from './compare/result.ts'
export { judgeByPolicy } from './gate/judge-by-policy.ts'
export {
  COUNT_NAMES,
  type CountName,
  type CountRule,
  COUNTS,
  DEFAULT_BASELINE,
  defaultPolicy,
  type Limits,
  type Policy,
  type Rules,
  type Scope,
} from './gate/policy.ts'
export type { GateReport } from './gate/gate-report.ts'
export { GATE_FORMATS, type GateFormat, renderGate } from './gate/render-gate.ts'
export { type Directories, judgeFolder, judgeFolders, type Judged, readFolders } from './judge.ts'
export { learnFolders, type LearnChoice } from './learn/learn-folders.ts'
export { NotLearned } from './learn/not-learned.ts'
export { NotOneRun } from './merge/same-run.ts'
export { NotAResultsFolder } from './read-run-info.ts'
export { REPORT_FORMATS, renderReport, type ReportFormat } from './render/render-report.ts'
export type { TextOptions } from './render/text/render-text.ts'
export type { Doubt } from './summary/doubt.ts'
export type { Summary } from './summary/summary.ts'
export type { Verdict } from './summary/verdict.ts'
export { writeReports } from './write-reports.ts'
