import { z } from 'zod'
import type { Dialect } from '../../core/dialect/dialect.ts'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import { dialectSchema } from './dialect-schema.ts'
import { nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import { type NamedFile, readText } from './read-text.ts'

/** The framing that goes with each transport. */
const FRAMING: Readonly<Record<Dialect['transport'], Dialect['framing']>> = {
  sse: 'sse',
  ndjson: 'ndjson',
  chunked: 'raw',
  ws: 'json-message',
}

const SCHEMA = 'The schema is schema/dialect.schema.json, an example is in docs/dialects.md.'

/** The user's own table; undefined, and every fault a problem, when the file does not hold one. */
export function readDialect(file: NamedFile, problems: Problem[]): Dialect | undefined {
  const text = readText(file, problems)
  if (text === undefined) return undefined
  const faults = (list: readonly string[]): undefined => {
    for (const fault of list) {
      const end = fault.endsWith('?') ? '' : '.'
      const message = `${file.where}: "${file.name}", ${fault}${end}`
      problems.push({ code: 'bad-file', message, hint: SCHEMA })
    }
  }
  const value = parseJson(text)
  if (value === undefined) return faults(['is not JSON'])
  const parsed = dialectSchema.safeParse(value)
  if (!parsed.success) {
    return faults(parsed.error.issues.flatMap((issue) => faultsOf(issue, value)))
  }
  const { $schema: _, ...dialect } = parsed.data
  const contradictions = contradictionsIn(dialect)
  return contradictions.length > 0 ? faults(contradictions) : dialect
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** One issue of the schema in words: path of the field, what was found, what is allowed. */
function faultsOf(issue: z.core.$ZodIssue, root: unknown): readonly string[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(path)
    return issue.keys.map((key) => {
      const near = nearest(key, known)
      const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`
      return `${[...path, key].join('.')}: no field has this name; ${hint}`
    })
  }
  const found = valueAt(root, path)
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80)
  const where = path.length === 0 ? 'the table' : path.join('.')
  return [`${where}: found ${shown}, allowed is ${allowed(issue)}${meant(issue, found)}`]
}

function allowed(issue: z.core.$ZodIssue): string {
  const names = namesOf(issue)
  if (names.length > 0) return names.join(', ')
  if (issue.code === 'invalid_type') return ALLOWED_TYPES[issue.expected] ?? `a ${issue.expected}`
  if (issue.code === 'invalid_format') return issue.message
  const number = issue.code === 'too_small' && issue.origin !== 'string'
  if (number) return `${issue.minimum} or more`
  return issue.code === 'too_small' ? 'a text that is not empty' : 'a text, true or false'
}

const ALLOWED_TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
}

/** The values that a field of few values takes. */
function namesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  const options: unknown = Reflect.get(issue, 'options')
  return Array.isArray(options) ? options.map(String) : []
}

function meant(issue: z.core.$ZodIssue, found: unknown): string {
  const near = typeof found === 'string' ? nearest(found, namesOf(issue)) : undefined
  return near === undefined ? '' : `; did you mean ${near}?`
}

const child = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined

const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => child(value, key), root)

/** The names of the fields that an object of the table has, from its JSON Schema. */
function fieldsAt(path: readonly string[]): readonly string[] {
  let schemas: readonly unknown[] = [z.toJSONSchema(dialectSchema)]
  for (const key of path) {
    schemas = branches(schemas).map((schema) => child(child(schema, 'properties'), key))
  }
  const names = branches(schemas).flatMap((s) => Object.keys(child(s, 'properties') ?? {}))
  return [...new Set(names)]
}

/** A choice between schemas is all of them. */
const branches = (schemas: readonly unknown[]): readonly unknown[] =>
  schemas.flatMap((schema) => {
    const choice = child(schema, 'oneOf') ?? child(schema, 'anyOf')
    return Array.isArray(choice) ? (choice as readonly unknown[]) : [schema]
  })

/** What is wrong between fields that are each right by themselves. */
function contradictionsIn({ name, transport, framing, decode }: Dialect): readonly string[] {
  const faults: string[] = []
  if (DIALECTS.some((known) => known.name === name)) {
    faults.push(`name: found "${name}", which is a dialect that we ship; choose another name`)
  }
  if (framing !== FRAMING[transport]) {
    faults.push(
      `framing: found "${framing}", allowed with the transport ${transport} is ${FRAMING[transport]}`,
    )
  }
  if (framing !== 'raw' && decode.content.length === 0) {
    faults.push('decode.content: found [], allowed is a list of one path or more')
  }
  return faults
}
