import { z } from 'zod'
import type { FaultSpec } from '../../core/plan/faults.ts'
import { CUT_WAYS } from '../../core/plan/plan.ts'
import { type Checked, check } from './check.ts'
import { found, type Problem } from './problem.ts'
import { number, oneOf, strict, whole } from './ranges.ts'

const KIND = 'allowed: a name of letters, digits, _ and -, such as server_error'
const kind = z.string({ error: KIND }).regex(/^[A-Za-z0-9_-]{1,64}$/, { error: KIND })
const rate = number(0, 1).optional()
const afterTokens = whole(0, 1_000_000)
const place = { afterTokens: afterTokens.optional(), rate }

/** The arguments of each type. The groups of a lump wait in memory, hence its bound. */
const SCHEMAS: Readonly<Record<FaultSpec['type'], z.ZodType<FaultSpec>>> = {
  cut: strict({ type: z.literal('cut'), afterTokens, how: oneOf(CUT_WAYS), rate }),
  stall: strict({ type: z.literal('stall'), afterTokens, forMs: number(0, 600_000), rate }),
  error: strict({ type: z.literal('error'), afterTokens, kind, rate }),
  status: strict({
    type: z.literal('status'),
    code: whole(400, 599),
    retryAfterS: whole(0, 86_400).optional(),
    rate,
  }),
  'no-terminator': strict({ type: z.literal('no-terminator'), rate }),
  duplicate: strict({ type: z.literal('duplicate'), ...place }),
  drop: strict({ type: z.literal('drop'), ...place }),
  reorder: strict({ type: z.literal('reorder'), ...place }),
  foreign: strict({ type: z.literal('foreign'), ...place }),
  malformed: strict({ type: z.literal('malformed'), ...place }),
  'bad-utf8': strict({ type: z.literal('bad-utf8'), ...place }),
  'split-writes': strict({ type: z.literal('split-writes'), bytes: whole(1, 65_536), rate }),
  'ignore-disconnect': strict({ type: z.literal('ignore-disconnect'), rate }),
  'gzip-unflushed': strict({ type: z.literal('gzip-unflushed'), rate }),
  lump: strict({ type: z.literal('lump'), size: whole(1, 10_000), rate }),
  'late-by-one': strict({ type: z.literal('late-by-one'), rate }),
}

/** One of them, for the published schema of profiles. */
export const faultSchema = z.union(Object.values(SCHEMAS))

const TYPES = Object.keys(SCHEMAS).join(', ')
const MOST_FAULTS = 32

/** Reads `fault`: one object, or a list of them. */
export function readFaults(value: unknown): Checked<readonly FaultSpec[]> {
  if (value === undefined) return { value: [] }
  if (!Array.isArray(value)) return collect([readFault(value, 'fault')])
  if (value.length > MOST_FAULTS) {
    const message = `fault: found ${value.length}; allowed: at most ${MOST_FAULTS}`
    return { problems: [{ field: 'fault', message }] }
  }
  return collect(value.map((one, i) => readFault(one, `fault[${i}]`)))
}

function readFault(value: unknown, field: string): Checked<FaultSpec> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(field, `found ${found(value)}; allowed: an object with type and its arguments`)
  }
  const type: unknown = Reflect.get(value, 'type')
  if (typeof type !== 'string' || !isFaultType(type)) {
    return wrong(`${field}.type`, `found ${found(type)}; allowed: ${TYPES}`)
  }
  return check(SCHEMAS[type], value, { where: field, base: field })
}

const isFaultType = (type: string): type is FaultSpec['type'] => Object.hasOwn(SCHEMAS, type)

const wrong = (field: string, text: string): { readonly problems: readonly Problem[] } => ({
  problems: [{ field, message: `${field}: ${text}` }],
})

function collect(all: readonly Checked<FaultSpec>[]): Checked<readonly FaultSpec[]> {
  const problems = all.flatMap((one) => ('problems' in one ? one.problems : []))
  return problems.length > 0
    ? { problems }
    : { value: all.flatMap((one) => ('value' in one ? [one.value] : [])) }
}
