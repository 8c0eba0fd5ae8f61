import { z } from 'zod'
import { nearest } from './nearest.ts'

/** One thing that a schema does not allow. */
export interface SchemaFault {
  readonly path: readonly string[]
  /** Path of the field, what was found, what is allowed; without a full stop. */
  readonly text: string
}

/** What was checked: the value, its schema, and what to call the whole. */
interface Checked {
  readonly schema: z.ZodType
  readonly value: unknown
  readonly whole: string
}

/** Everything that a schema does not allow, in words, with the nearest known name for one that is not known. */
export const schemaFaults = (error: z.ZodError, checked: Checked): readonly SchemaFault[] =>
  error.issues.flatMap((issue) => faultsOf(issue, checked))

function faultsOf(issue: z.core.$ZodIssue, checked: Checked): readonly SchemaFault[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(checked.schema, path)
    return issue.keys.map((key) => {
      const near = nearest(key, known)
      const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`
      const own = [...path, key]
      return { path: own, text: `${own.join('.')}: no field has this name; ${hint}` }
    })
  }
  if (issue.code === 'custom') return [{ path, text: `${path.join('.')}: ${issue.message}` }]
  const found = valueAt(checked.value, path)
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80)
  const where = path.length === 0 ? checked.whole : path.join('.')
  const text = `${where}: found ${shown}, allowed is ${allowed(issue)}${meant(issue, found)}`
  return [{ path, text }]
}

function allowed(issue: z.core.$ZodIssue): string {
  const names = namesOf(issue)
  if (names.length > 0) return names.join(', ')
  if (issue.code === 'invalid_type') return ALLOWED_TYPES[issue.expected] ?? `a ${issue.expected}`
  if (issue.code === 'too_big') return `${issue.maximum} or less`
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'a text that is not empty' : `${issue.minimum} or more`
  }
  if (issue.code !== 'invalid_union') return issue.message
  return issue.errors.flatMap(([first]) => (first === undefined ? [] : allowed(first))).join(', ')
}

const ALLOWED_TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
  boolean: 'true or false',
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

/** The names of the fields that an object has, from its JSON Schema. */
function fieldsAt(whole: z.ZodType, path: readonly string[]): readonly string[] {
  let schemas: readonly unknown[] = [z.toJSONSchema(whole)]
  for (const key of path) {
    schemas = branches(schemas).map((schema) =>
      /^\d+$/u.test(key) ? child(schema, 'items') : child(child(schema, 'properties'), key),
    )
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
