import type { RunInfo } from '../../core/run-info.ts'
import type { ResultsPart } from '../read/read-results.ts'
import type { RunTally } from '../read/run-tally.ts'
import { segmentOf } from './segment.ts'

/** Folders that are not the parts of one run: what differs, and what to do. */
export class NotOneRun extends Error {
  readonly code = 'not-one-run'
  readonly hint =
    'Name the folders of the generators of one run: the same command on each but for --segment 1/N … N/N and --out.'

  constructor(message: string) {
    super(message)
    this.name = 'NotOneRun'
  }
}

/** Options by which the generators of one run may differ: which share each has, and where and how it tells of it. */
const OWN_OPTIONS: ReadonlySet<string> = new Set(['segment', 'out', 'config'])
/** Programs whose version may differ without a figure meaning something else. */
const OWN_VERSIONS: ReadonlySet<string> = new Set(['node'])
const DIFFERENCES_SHOWN = 5

/** Refuses folders whose runs were not told to do the same. Throws `NotOneRun`. */
export function checkSameRun(parts: readonly ResultsPart[]): void {
  const [first, ...others] = parts
  if (first === undefined) return
  const base = identityOf(first.run)
  const twice = parts.find(({ name }, at) => parts.findIndex((each) => each.name === name) < at)
  if (twice !== undefined) throw new NotOneRun(`${twice.name} is named twice`)
  for (const other of others) {
    const found = differencesBetween(base, identityOf(other.run))
    if (found.length === 0) continue
    const more =
      found.length > DIFFERENCES_SHOWN ? `; and ${found.length - DIFFERENCES_SHOWN} more` : ''
    const shown = found.slice(0, DIFFERENCES_SHOWN).join('; ')
    throw new NotOneRun(`${first.name} and ${other.name} are not parts of one run: ${shown}${more}`)
  }
  checkSegments(parts)
}

/** What an earlier run was told, or ran by or on, differently; the seed and where it wrote may differ. */
export function differencesOf(now: RunInfo, before: RunInfo): readonly string[] {
  const { cpuModel, cpus, memoryBytes } = now.machine
  const [a, b] = [identityOf(now), identityOf(before)].map((identity) => new Map(identity))
  if (a === undefined || b === undefined) return []
  for (const identity of [a, b]) identity.delete('seed')
  flatten('machine', { cpuModel, cpus, memoryBytes }, a)
  const other = before.machine
  flatten(
    'machine',
    { cpuModel: other.cpuModel, cpus: other.cpus, memoryBytes: other.memoryBytes },
    b,
  )
  return namesThatDiffer(a, b).map(
    (name) => `${name} is ${a.get(name) ?? 'absent'}, was ${b.get(name) ?? 'absent'}`,
  )
}

/** Everything that makes a run the run it is, one flat name each. */
function identityOf(run: RunInfo): ReadonlyMap<string, string> {
  const { target, dialect, seed, scenarios, slos, completionFloor } = run
  const config = Object.entries(run.config).filter(([name]) => !OWN_OPTIONS.has(name))
  const versions = Object.entries(run.versions).filter(([name]) => !OWN_VERSIONS.has(name))
  const flat = new Map<string, string>()
  // The options say more of target and scenarios than the run does: the whole base, and the load.
  flatten('', { target, scenarios, ...Object.fromEntries(config), dialect, seed }, flat)
  flatten('limits', { slos: slos.map(({ text }) => text), completionFloor }, flat)
  flatten('version of', Object.fromEntries(versions), flat)
  const segment = segmentOf(run)
  if (segment !== undefined) flat.set('number of segments', String(segment.of))
  return flat
}

function flatten(path: string, value: unknown, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) into.set(path, JSON.stringify(value))
    return
  }
  for (const [name, held] of Object.entries(value)) {
    flatten(path === '' ? name : `${path} ${name}`, held, into)
  }
}

const differencesBetween = (
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): readonly string[] =>
  namesThatDiffer(a, b).map(
    (name) => `${name} is ${a.get(name) ?? 'absent'} and ${b.get(name) ?? 'absent'}`,
  )

function namesThatDiffer(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set([...a.keys(), ...b.keys()])
  return [...names].filter((name) => a.get(name) !== b.get(name))
}

function checkSegments(parts: readonly ResultsPart[]): void {
  const names = new Map<number, string>()
  for (const { name, run } of parts) {
    const segment = segmentOf(run)
    if (segment === undefined) continue
    const other = names.get(segment.number)
    if (other !== undefined) {
      throw new NotOneRun(
        `${other} and ${name} are both segment ${segment.number}/${segment.of} of a run`,
      )
    }
    names.set(segment.number, name)
  }
}

/** Refuses parts that hold the same stream: it would be counted twice. Throws `NotOneRun`. */
export function checkDistinctStreams({ parts, groups }: RunTally): void {
  if (parts.length < 2) return
  for (const [key, { table }] of groups) {
    const partOf = new Map<string, string>()
    for (const part of parts) {
      const { firstRow, rows } = part.groups.get(key) ?? { firstRow: 0, rows: 0 }
      for (const id of table.ids.slice(firstRow, firstRow + rows)) {
        const other = partOf.get(id)
        if (other !== undefined && other !== part.name) {
          throw new NotOneRun(
            `${other} and ${part.name} are not parts of one run: both hold the stream ${id}`,
          )
        }
        partOf.set(id, part.name)
      }
    }
  }
}
