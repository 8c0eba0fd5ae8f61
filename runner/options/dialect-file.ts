import type { Dialect } from '../../core/dialect/dialect.ts'
import { DIALECTS } from '../../core/dialect/dialects.ts'
import { dialectSchema } from './dialect-schema.ts'
import type { Problem } from './problem.ts'
import { type NamedFile, readText } from './read-text.ts'
import { schemaFaults } from './schema-faults.ts'

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
    const found = schemaFaults(parsed.error, { schema: dialectSchema, value, whole: 'the table' })
    return faults(found.map((fault) => fault.text))
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
