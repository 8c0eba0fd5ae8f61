import { z } from 'zod'
import type { FaultSpec } from '../../core/plan/faults.ts'
import { type Checked, check } from './check.ts'
import { readFaults } from './fault-specs.ts'
import { found } from './problem.ts'
import { number, oneOf, strict, whole } from './ranges.ts'

const flag = z.boolean({ error: 'allowed: true or false' })

const schema = strict({
  ttftMs: number(0, 600_000).optional(),
  gapMs: number(0, 60_000).optional(),
  tokens: whole(0, 1_000_000).optional(),
  gapCv: number(0, 10).optional(),
  seed: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  padBytes: whole(0, 1_048_576).optional(),
  rateLimited: whole(0, 10).optional(),
  retryScale: number(0, 1).optional(),
  putTimeoutMs: number(0, 600_000).optional(),
  reasoningTokens: whole(0, 1_000_000).optional(),
  toolCall: flag.optional(),
  stamp: flag.optional(),
  sse: strict({
    eol: oneOf(['lf', 'crlf', 'cr', 'mixed']).optional(),
    bom: flag.optional(),
    comments: flag.optional(),
    noSpace: flag.optional(),
    multiLine: flag.optional(),
    unknownFields: flag.optional(),
  }).optional(),
  fault: z.unknown().optional(),
})

/** What one request may change of the profile it is served by (`x-mock`). */
export type Overrides = Omit<z.infer<typeof schema>, 'fault'> & {
  /** Instead of the profile's; an empty list switches those off. */
  readonly faults?: readonly FaultSpec[]
}

/** Reads the JSON of the header `x-mock` or of the query's `mock`. Nothing given: nothing changed. */
export function readOverrides(text: string | undefined): Checked<Overrides> {
  if (text === undefined) return { value: {} }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    const message = `x-mock: found ${found(text)}; allowed: a JSON object such as {"tokens":64}`
    return { problems: [{ field: 'x-mock', message }] }
  }
  const fields = check(schema, json, { where: 'x-mock' })
  const faults = readFaults('value' in fields ? fields.value.fault : faultIn(json))
  if ('value' in fields && 'value' in faults) {
    const { fault, ...rest } = fields.value
    return { value: fault === undefined ? rest : { ...rest, faults: faults.value } }
  }
  return {
    problems: [
      ...('problems' in fields ? fields.problems : []),
      ...('problems' in faults ? faults.problems : []),
    ],
  }
}

const faultIn = (json: unknown): unknown =>
  typeof json === 'object' && json !== null ? Reflect.get(json, 'fault') : undefined
