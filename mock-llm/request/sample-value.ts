import type { Random } from '../../core/random.ts'
import { tokenSource } from '../../core/text/token-source.ts'

/** A value that a JSON Schema allows, a pure function of both arguments. */
export function sampleValue(schema: unknown, random: Random): unknown {
  return valueOf(schema, { random, root: schema, depth: 0 })
}

interface Place {
  readonly random: Random
  /** The whole schema, in which `$ref` points. */
  readonly root: unknown
  readonly depth: number
}
type Schema = Readonly<Record<string, unknown>>
type Maker = (schema: Schema, place: Place) => unknown

/** Below it only what is required is given, so that schemas which contain themselves come to an end. */
const FULL_DEPTH = 4
const DEEPEST = 32

function valueOf(given: unknown, place: Place): unknown {
  if (!isObject(given) || place.depth > DEEPEST) return null
  const schema = resolved(given, place.root)
  if ('const' in schema) return schema['const']
  const [choice] = listOf(schema['enum'])
  if (choice !== undefined) return choice
  if ('default' in schema) return schema['default']
  const [alternative] = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])]
  if (alternative !== undefined) {
    const { anyOf: _, oneOf: __, ...rest } = schema
    return valueOf(isObject(alternative) ? merged(rest, alternative) : rest, place)
  }
  return MAKERS[typeOf(schema)]?.(schema, place) ?? null
}

/** The schema with its `$ref` followed and its `allOf` put together. */
function resolved(schema: Schema, root: unknown): Schema {
  let sofar = schema
  for (let steps = 0; steps < DEEPEST && typeof sofar['$ref'] === 'string'; steps++) {
    const { $ref: ref, ...rest } = sofar
    sofar = { ...rest, ...pointed(root, ref) }
  }
  const { allOf, ...rest } = sofar
  return listOf(allOf)
    .filter(isObject)
    .reduce((all, one) => merged(all, resolved(one, root)), rest)
}

const merged = (a: Schema, b: Schema): Schema => ({
  ...a,
  ...b,
  ...(isObject(a['properties']) &&
    isObject(b['properties']) && { properties: { ...a['properties'], ...b['properties'] } }),
  ...(Array.isArray(a['required']) &&
    Array.isArray(b['required']) && { required: [...a['required'], ...b['required']] }),
})

/** A JSON pointer within the document (RFC 6901); nothing where it leads nowhere. */
function pointed(root: unknown, ref: string): Schema {
  let at = root
  for (const part of ref.replace(/^#\/?/, '').split('/')) {
    if (part === '') continue
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    at = isObject(at) || Array.isArray(at) ? Reflect.get(at, name) : undefined
  }
  return isObject(at) ? at : {}
}

/** The first type that is not null; Gemini writes types in capitals. */
function typeOf(schema: Schema): string {
  const types = (Array.isArray(schema['type']) ? schema['type'] : [schema['type']])
    .map((type) => String(type ?? '').toLowerCase())
    .toSorted((a, b) => Number(a === 'null') - Number(b === 'null'))
  const [type = ''] = types
  if (type !== '') return type
  if (isObject(schema['properties'])) return 'object'
  return schema['items'] === undefined ? 'string' : 'array'
}

const MAKERS: Readonly<Record<string, Maker>> = {
  object: objectOf,
  array: arrayOf,
  string: stringOf,
  integer: (schema) => numberOf(schema, 1),
  number: (schema) => numberOf(schema, 0),
  boolean: (_, { random }) => random.next() < 0.5,
  null: () => null,
}

function objectOf(schema: Schema, place: Place): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = new Set(listOf(schema['required']).map(String))
  const names = new Set([...Object.keys(properties), ...required])
  const kept = [...names].filter((name) => place.depth < FULL_DEPTH || required.has(name))
  return Object.fromEntries(
    kept.map((name) => [
      name,
      valueOf(properties[name] ?? { type: 'string' }, {
        ...place,
        depth: place.depth + 1,
        random: place.random.fork(name),
      }),
    ]),
  )
}

/** Two elements, as far as that is allowed. */
function arrayOf(schema: Schema, place: Place): unknown {
  const least = limitOf(schema['minItems'], 0)
  const count = Math.max(least, place.depth < FULL_DEPTH ? 2 : 0)
  const most = Math.max(least, limitOf(schema['maxItems'], count))
  const items = listOf(schema['prefixItems'])
  const length = Math.max(Math.min(count, most), items.length)
  return Array.from({ length }, (_, i) =>
    valueOf(items[i] ?? schema['items'] ?? { type: 'string' }, {
      ...place,
      depth: place.depth + 1,
      random: place.random.fork(String(i)),
    }),
  )
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2025-01-01',
  'date-time': '2025-01-01T00:00:00Z',
  time: '00:00:00Z',
  duration: 'PT1H',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}
const WORDS = 3
/** A schema may ask for any length; an answer of that size would only fill the memory. */
const LONGEST = 10_000

function stringOf(schema: Schema, { random }: Place): unknown {
  const known = FORMATS[String(schema['format'])]
  if (known !== undefined) return known
  const source = tokenSource(random)
  const least = Math.min(limitOf(schema['minLength'], 0), LONGEST)
  const most = limitOf(schema['maxLength'], LONGEST)
  const characters: string[] = []
  for (let words = 0; words < WORDS || characters.length < least; words++) {
    characters.push(...Array.from(source.next().replaceAll(/\s+/g, ' ')))
  }
  return characters.slice(0, Math.max(least, Math.min(most, characters.length))).join('')
}

/** The multiple of `multipleOf` (`step` where there is none) next above the least value that is allowed. */
function numberOf(schema: Schema, wholeStep: number): number {
  const step = limitOf(schema['multipleOf'], wholeStep)
  const above = numberIn(schema['exclusiveMinimum'])
  const below = numberIn(schema['exclusiveMaximum'])
  const most = numberIn(schema['maximum']) ?? below ?? Number.POSITIVE_INFINITY
  const least = numberIn(schema['minimum']) ?? above ?? Math.min(1, most)
  if (step === 0) {
    if (least === above) return Number.isFinite(most) ? (least + most) / 2 : least + 1
    return least === below ? least - 1 : least
  }
  const first = Math.ceil(least / step) * step
  if (first === above) return first + step
  return first > most || first === below
    ? Math.floor(most / step) * step - (most === below ? step : 0)
    : first
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
const limitOf = (value: unknown, otherwise: number): number => {
  const number = numberIn(value)
  return number === undefined || number < 0 ? otherwise : number
}
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
