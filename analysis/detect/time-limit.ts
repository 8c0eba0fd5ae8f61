import { OUTCOMES } from '../../core/outcome.ts'
import { median } from './arrivals.ts'
import type { Observation } from './detector.ts'
import { extent } from './extent.ts'
import type { GroupEvidence } from './group-evidence.ts'
import {
  LEAST_AGE_MS,
  LEAST_DEATHS,
  LEAST_GRAINS,
  MOST_AGE_CV,
  TIMER_GRAIN_MS,
} from './thresholds.ts'
import { TRUTH } from './truth-evidence.ts'

/** Limits that are known, in seconds, and who usually sets them (failure modes B1-B5). */
const OWNERS: readonly (readonly [number, string])[] = [
  [15, "Envoy's and Istio's route timeout"],
  [29, "API Gateway's integration limit"],
  [30, "Go's WriteTimeout, a CDN"],
  [55, "Heroku's router"],
  [60, "nginx's proxy_read_timeout, an ALB's idle timeout, k6's own"],
  [75, "nginx's keepalive_timeout"],
  [100, "Cloudflare's proxy read timeout"],
  [120, "Apache's or IIS's idle limit"],
  [240, "Azure's load balancer"],
  [300, "Envoy's stream idle timeout, undici's body timeout"],
  [600, 'a load balancer or an SDK with ten minutes'],
  [900, "API Gateway's limit for streams"],
]
const OWNER_RATIO = 0.02

/** Ages at which streams died, where they are one and the same. */
export interface TimeLimit {
  readonly deaths: number
  readonly limitMs: number
  readonly spreadMs: number
  readonly cvRatio: number
  readonly inside: boolean
}

const DEATHS = new Set(
  (['truncated_reset', 'truncated_clean', 'error_status'] as const).map((o) => OUTCOMES.indexOf(o)),
)
const ERROR_STATUS = OUTCOMES.indexOf('error_status')
const GATEWAY_TIMEOUT = 504

/** A stream that somebody on the way ended. */
interface Death {
  readonly group: GroupEvidence
  readonly row: number
}

/** What limits the streams of a group. */
export interface TimeLimits {
  readonly idle?: TimeLimit
  readonly total?: TimeLimit
}

/** How much narrower the ages must lie than the silences, for the age to be the cause where both are constant. */
const NARROWER = 3
/** And how much wider than either the instants of the deaths must lie. */
const INSTANTS_WIDER = 2

/**
 * The limit by which somebody on the way ends streams: a constant silence before the death, or a constant age. Streams in step
 * show both; then it is the silence, unless the ages are far more alike. Deaths at one instant have neither: a restart
 * cuts what is open, however old.
 */
function limitsOf(groups: readonly GroupEvidence[]): TimeLimits {
  const deaths = groups.flatMap(pathDeaths)
  const instants = spreadOf(deaths.map(({ group, row }) => group.streams.at(row, 'endedMs')))
  const begun = deaths.filter(({ group, row }) => group.streams.at(row, 'contentEvents') > 0)
  const alike = (limit: TimeLimit | undefined): TimeLimit | undefined =>
    limit === undefined || limit.spreadMs * INSTANTS_WIDER > instants ? undefined : limit
  const [idle, total] = [alike(oneAge(deaths, silenceBefore)), alike(oneAge(begun, ageAt))]
  if (idle !== undefined && !(total !== undefined && farNarrower(total, idle))) {
    return { idle }
  }
  if (total === undefined) return {}
  // Seen from outside, a server that stops after so many tokens dies at one age too, if it is regular.
  const lengths = new Set(begun.map(({ group, row }) => group.streams.at(row, 'contentEvents')))
  return total.inside || lengths.size > 1 ? { total } : {}
}

/**
 * The same of a group, or, told with the first of them, of all kinds of streams of its scenario over its route: each rung of a
 * ladder may be too few to tell, where all of them together are not.
 */
export function timeLimits({ group, kin }: Pick<Observation, 'group' | 'kin'>): TimeLimits {
  const own = limitsOf([group])
  const told = own.idle !== undefined || own.total !== undefined
  if (told || kin.length < 2 || kin[0] !== group) return own
  const others = kin.slice(1).some((one) => Object.keys(limitsOf([one])).length > 0)
  return others ? own : limitsOf(kin)
}

/** Below a millisecond no spread is smaller than another. */
const farNarrower = (a: TimeLimit, b: TimeLimit): boolean =>
  NARROWER * Math.max(1, a.spreadMs) < b.spreadMs

/** Standard deviation; 0 for fewer than two values. */
function spreadOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1))
}

/**
 * Streams that somebody on the way ended: truncated, or answered 504, and not cut by the server itself as far as its log tells.
 */
function pathDeaths(group: GroupEvidence): readonly Death[] {
  const { streams } = group
  const rows = streams.rows((row) => {
    const outcome = streams.at(row, 'outcome')
    if (!DEATHS.has(outcome)) return false
    if (outcome === ERROR_STATUS && streams.at(row, 'status') !== GATEWAY_TIMEOUT) return false
    const truth = streams.at(row, 'truth')
    // The server itself ended it, and all that it sent has come.
    const came = streams.at(row, 'contentEvents') >= streams.at(row, 'truthSent')
    return truth !== TRUTH.cut && truth !== TRUTH.refused && !(truth === TRUTH.failed && came)
  })
  return rows.map((row) => ({ group, row }))
}

/** The one age of these deaths; undefined where they are too few, too early, or differ. */
function oneAge(deaths: readonly Death[], ageOf: (death: Death) => number): TimeLimit | undefined {
  const ages = deaths.map(ageOf).filter((age) => !Number.isNaN(age))
  if (ages.length < LEAST_DEATHS) return undefined
  const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length
  const spreadMs = spreadOf(ages)
  const cvRatio = spreadMs / mean
  const { least, most } = extent(ages)
  const withinGrain = most - least <= TIMER_GRAIN_MS && mean >= LEAST_GRAINS * TIMER_GRAIN_MS
  const alike = cvRatio < MOST_AGE_CV || withinGrain
  if (mean < LEAST_AGE_MS || !alike) return undefined
  return {
    deaths: ages.length,
    limitMs: median(ages)!,
    spreadMs,
    cvRatio,
    inside: deaths.some(({ group, row }) => !Number.isNaN(group.streams.at(row, 'truth'))),
  }
}

/** ` (usual owners: …)`; empty where no known limit is near. */
export function likelyOwners(limitMs: number): string {
  const names = OWNERS.filter(
    ([seconds]) => Math.abs(limitMs / (1000 * seconds) - 1) <= OWNER_RATIO,
  ).map(([, name]) => name)
  return names.length === 0 ? '' : ` (usual owners: ${names.join('; ')})`
}

/** Silence before the death: since the last content, or since the start where there was none. */
function silenceBefore({ group: { streams }, row }: Death): number {
  const lastMs = streams.at(row, 'e2eMs')
  const endedMs = streams.at(row, 'endedMs')
  return Number.isNaN(lastMs)
    ? endedMs - streams.at(row, 'startedMs')
    : endedMs - (streams.at(row, 'scheduledMs') + lastMs)
}

/** Age at death, from the actual start. */
const ageAt = ({ group: { streams }, row }: Death): number =>
  streams.at(row, 'endedMs') - streams.at(row, 'startedMs')
