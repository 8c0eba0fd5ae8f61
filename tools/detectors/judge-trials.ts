import type { Finding, FindingCode } from '../../core/finding.ts'
import type { RunInfo } from '../../core/run-info.ts'
import { findFindings } from '../../analysis/detect/find-findings.ts'
import { readResults } from '../../analysis/read/read-results.ts'
import type { RunTally } from '../../analysis/read/run-tally.ts'
import { openResultsFolder, type ResultsFolder } from '../../analysis/results-folder.ts'
import type { Cell } from './schedule.ts'

/** What the detectors said to one cell. */
export interface CellVerdict {
  readonly cell: Cell
  /** False where the machine stood still meanwhile, as the canaries tell: then the cell says nothing of the detectors. */
  readonly fit: boolean
  /** Every fault that was planted was named, and every stream is there. */
  readonly found: boolean
  /** The same from the records alone. */
  readonly foundOutside: boolean
  /** What nobody planted, in either view. */
  readonly alarms: readonly Finding[]
}

/** A silence of a canary that makes a cell unfit: five times its pace. */
const STOOD_STILL_MS = 100

/** Judges a folder of records and truth, cell by cell. */
export function judgeCells(cells: readonly Cell[], dir: string): readonly CellVerdict[] {
  const folder = openResultsFolder(dir)
  const inside = findingsIn(folder)
  const outside = findingsIn(withoutTruth(folder))
  return cells.map((cell) => judgeCell(cell, inside, outside))
}

interface Found {
  readonly tally: RunTally
  readonly findings: ReadonlyMap<string, readonly Finding[]>
}

function findingsIn(folder: ResultsFolder): Found {
  const run = { target: 'mock', mock: { instances: 2, cpuSeconds: 0 } } as const
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no other field is read on this way
  const tally = readResults([{ name: 'detectors', run: run as unknown as RunInfo, folder }])
  const findings = Map.groupBy(findFindings(run, tally), ({ scenario = '' }) => scenario)
  return { tally, findings }
}

const withoutTruth = (folder: ResultsFolder): ResultsFolder => ({
  ...folder,
  *lines(name) {
    if (name !== 'truth.ndjson') yield* folder.lines(name)
  },
})

function judgeCell(cell: Cell, inside: Found, outside: Found): CellVerdict {
  const { trial, scenario } = cell
  const said = inside.findings.get(scenario) ?? []
  const saidOutside = outside.findings.get(scenario) ?? []
  const planned = new Set<FindingCode>([...trial.finds, ...(trial.brings ?? [])])
  const onRoute = ({ route }: Finding): boolean => route === trial.route
  const alarm = (finding: Finding): boolean =>
    finding.severity !== 'info' && !(onRoute(finding) && planned.has(finding.code))
  const names = (found: readonly Finding[]): boolean =>
    trial.finds.every((code) => found.some((each) => onRoute(each) && each.code === code))
  const table = inside.tally.groups.get(`${scenario}\n${trial.route}`)?.table
  const whole = table !== undefined && table.length >= trial.streams
  return {
    cell,
    fit: whole && isFit(table.column('startedMs'), table.column('endedMs'), inside),
    found: whole && names(said),
    foundOutside: whole && names(saidOutside),
    alarms: [...said, ...saidOutside].filter(alarm),
  }
}

function isFit(starts: Float64Array, ends: Float64Array, { tally }: Found): boolean {
  const [begin, end] = [Math.min(...starts), Math.max(...ends)]
  return !tally.ownStalls.some(
    ([from, to]) => to - from >= STOOD_STILL_MS && from < end && to > begin,
  )
}
