import { z } from 'zod'
import type { Profile } from '../../core/profile/profile.ts'
import { profileNamed, PROFILES } from '../../core/profile/profiles.ts'
import { type Checked, check } from '../request/check.ts'
import { readFaults } from '../request/fault-specs.ts'
import { number, oneOf, strict, whole } from '../request/ranges.ts'

const ascending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value >= (values[i - 1] ?? value))
const TABLE = 'allowed: as many ascending percentiles (0 to 100) as ascending values'
const table = (most: number) =>
  strict({
    percentiles: z.array(number(0, 100), { error: TABLE }).min(2, { error: TABLE }),
    values: z.array(number(0, most), { error: TABLE }).min(2, { error: TABLE }),
  }).refine(
    ({ percentiles, values }) =>
      percentiles.length === values.length && ascending(percentiles) && ascending(values),
    { error: TABLE },
  )
const length = (most: number) =>
  z.union([whole(0, most), table(most)], {
    error: `allowed: a whole number from 0 to ${most}, or a table {percentiles, values}`,
  })
const share = z.union([number(0, 1), table(1)], {
  error: 'allowed: a number from 0 to 1, or a table {percentiles, values}',
})
const time = z.union([number(0, 600_000), table(600_000)], {
  error: 'allowed: a number from 0 to 600000, or a table {percentiles, values}',
})
const pace = strict({
  gapMs: table(600_000),
  lump: table(10_000).optional(),
  likeness: number(0, 1).optional(),
})
const MOST_TOKENS = 1_000_000
const MOST_A_MINUTE = 1_000_000_000

const stalls = strict({
  perThousand: number(0, 1_000),
  leastMs: number(0, 600_000),
  mostMs: number(0, 600_000),
})
const load = strict({
  slots: whole(1, 1_000_000).optional(),
  queue: whole(0, 1_000_000).optional(),
  refuseWith: z.union([z.literal(429), z.literal(503)], { error: 'allowed: 429, 503' }).optional(),
  retryAfterS: whole(0, 86_400).optional(),
  knee: whole(1, 1_000_000).optional(),
  requestsPerMinute: whole(1, MOST_A_MINUTE).optional(),
  tokensPerMinute: whole(1, MOST_A_MINUTE).optional(),
})

const NAMES = PROFILES.map((one) => one.name)

/** A profile's fields, flat; `profile` names the one that fills in what is left out. */
const shape = {
  profile: oneOf(NAMES).optional(),
  ttftMs: time.optional(),
  prefillMs: number(0, 1_000).optional(),
  input: table(10_000_000).optional(),
  gapMs: number(0, 60_000).optional(),
  gapCv: number(0, 10).optional(),
  pace: pace.optional(),
  tokens: length(MOST_TOKENS).optional(),
  reasoning: share.optional(),
  lumpSize: whole(1, 10_000).optional(),
  stalls: stalls.optional(),
  faults: z.unknown().optional(),
  failures: z.unknown().optional(),
  load: load.optional(),
  drain: z.boolean({ error: 'allowed: true or false' }).optional(),
}
/** By `x-request-id`, ms on CLOCK_MONOTONIC. */
const clientClosedMs = z.record(z.string(), number(0, Number.MAX_SAFE_INTEGER), {
  error: 'allowed: an object of instants in ms by x-request-id',
})
const ofControl = strict({ ...shape, clientClosedMs: clientClosedMs.optional() })
const { drain: _, ...ofFile } = shape
/** What a profile's file may hold, but for where it comes from. */
export const profileFields = ofFile
/** What `streamgauge learn` says of where a profile comes from; nothing is served by it. */
const origin = {
  v: z.literal(1, { error: 'allowed: 1' }).optional(),
  learned: z.record(z.string(), z.unknown(), { error: 'allowed: an object' }).optional(),
}
const fileSchema = strict({ ...ofFile, ...origin })

/** What `PATCH /control` changes. */
export interface ControlChange {
  readonly profile: Profile
  readonly drain?: boolean | undefined
  /** When clients closed their streams, which only they know. */
  readonly clientClosedMs: Readonly<Record<string, number>>
}

/** Reads a change of `before`; everything that is wrong is found. */
export function readControl(value: unknown, before: Profile): Checked<ControlChange> {
  const checked = check(ofControl, value, { where: 'body' })
  const faults = readBoth(value)
  if ('value' in checked && 'value' in faults) {
    const { drain, clientClosedMs: closed = {}, ...rest } = checked.value
    const profile = merged(rest, before, faults.value)
    return { value: { profile, drain, clientClosedMs: closed } }
  }
  return { problems: [...problemsOf(checked), ...problemsOf(faults)] }
}

/** Reads a user's own profile; what it leaves out is that of its `profile`, by default `steady`. */
export function readProfile(value: unknown): Checked<Profile> {
  const checked = check(fileSchema, value, { where: 'profile' })
  const faults = readBoth(value)
  if ('value' in checked && 'value' in faults) {
    const steady = profileNamed('steady')
    const { v: _v, learned: _learned, ...rest } = checked.value
    if (steady !== undefined) return { value: merged(rest, steady.profile, faults.value) }
  }
  return { problems: [...problemsOf(checked), ...problemsOf(faults)] }
}

type Breaks = Pick<Profile, 'faults' | 'failures'>

/** Both lists of faults. */
function readBoth(value: unknown): Checked<Breaks> {
  const faults = readFaults(fieldOf(value, 'faults'))
  const failures = readFaults(fieldOf(value, 'failures'))
  if (!('value' in faults && 'value' in failures)) {
    return { problems: [...problemsOf(faults), ...problemsOf(failures)] }
  }
  const sum = failures.value.reduce((all, { rate = 1 }) => all + rate, 0)
  if (sum > 1 + ROUNDING) {
    const message = `failures: found rates of ${sum} together; allowed: at most 1`
    return { problems: [{ field: 'failures', message }] }
  }
  return { value: { faults: faults.value, failures: failures.value } }
}

/** Shares that are written with few decimals may add up to a little more than 1. */
const ROUNDING = 1e-6

function merged(
  given: Omit<z.infer<typeof fileSchema>, 'v' | 'learned'>,
  before: Profile,
  breaks: Breaks,
): Profile {
  const { profile: name, faults, failures, ...fields } = given
  const base = name === undefined ? before : (profileNamed(name)?.profile ?? before)
  const steady = fields.gapMs !== undefined || fields.gapCv !== undefined
  return {
    ...base,
    ...(steady && { pace: undefined }),
    ...defined(fields),
    ...(faults !== undefined && { faults: breaks.faults }),
    ...(failures !== undefined && { failures: breaks.failures }),
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the fields that are undefined: nothing given leaves what was there. */
const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const problemsOf = (checked: Checked<unknown>) => ('problems' in checked ? checked.problems : [])
