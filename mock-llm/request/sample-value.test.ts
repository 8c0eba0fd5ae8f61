import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { seededRandom } from '../../core/random.ts'
import { sampleValue } from './sample-value.ts'

const SCHEMAS: readonly object[] = [
  { type: 'object' },
  { type: 'object', properties: { a: { type: 'string' } }, required: ['a', 'b'] },
  { type: 'array', items: { type: 'integer' }, minItems: 3, maxItems: 4 },
  { type: 'array', items: { type: 'string' }, maxItems: 0 },
  { type: 'array', prefixItems: [{ type: 'null' }, { const: 7 }] },
  { type: ['null', 'string'], minLength: 30 },
  { type: 'string', maxLength: 3 },
  { type: 'string', maxLength: 0 },
  { enum: ['x', 'y'] },
  { const: { deep: [1] } },
  { type: 'integer', minimum: 7, multipleOf: 5 },
  { type: 'integer', exclusiveMinimum: 10, multipleOf: 5 },
  { type: 'integer', maximum: -3 },
  { type: 'integer', exclusiveMaximum: 0 },
  { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
  { type: 'number', minimum: 2.5 },
  { type: 'number', maximum: -0.5 },
  { type: 'boolean' },
  { type: 'null' },
  {},
  { anyOf: [{ type: 'integer' }, { type: 'null' }] },
  { type: 'object', oneOf: [{ properties: { k: { const: 1 } }, required: ['k'] }] },
  {
    allOf: [
      { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
      { properties: { b: { type: 'boolean' } }, required: ['b'] },
    ],
  },
  {
    $ref: '#/$defs/tree',
    $defs: {
      tree: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          sub: { type: 'array', items: { $ref: '#/$defs/tree' } },
        },
        required: ['name'],
        additionalProperties: false,
      },
    },
  },
]

it.each(SCHEMAS)('%j allows its sample, the same one each time', (schema) => {
  const validate = new Ajv2020({ strict: false }).compile(schema)
  for (const seed of [1, 2, 3]) {
    const value = sampleValue(schema, seededRandom(seed))
    expect(validate(value), JSON.stringify(value)).toBe(true)
    expect(sampleValue(schema, seededRandom(seed))).toEqual(value)
  }
})

it('comes to an end with a schema that requires itself, and with references to nowhere', () => {
  const endless = { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] }
  expect(JSON.stringify(sampleValue(endless, seededRandom(1))).length).toBeLessThan(1_000)
  expect(sampleValue({ $ref: '#/none' }, seededRandom(1))).toEqual(expect.any(String))
  expect(sampleValue({ $ref: '#' }, seededRandom(1))).toEqual(expect.anything())
  const long = String(sampleValue({ type: 'string', minLength: 1e12 }, seededRandom(1)))
  expect(long.length).toBeLessThan(21_000)
})

it('reads types in capitals, as Gemini writes them', () => {
  const schema = { type: 'OBJECT', properties: { n: { type: 'INTEGER', minimum: 4 } } }
  expect(sampleValue(schema, seededRandom(1))).toEqual({ n: 4 })
})
