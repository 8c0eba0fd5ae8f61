import type { TruthLine } from '../../core/truth.ts'

/** One line of the truth log; undefined when it is not one, `departure` for what a client reported of a stream's end. */
export function decodeTruth(text: string): TruthLine | 'departure' | undefined {
  const value = parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  if (Reflect.get(value, 'kind') === 'departure') return 'departure'
  const sound =
    Reflect.get(value, 'v') === 1 &&
    typeof Reflect.get(value, 'sent') === 'number' &&
    isNumbers(Reflect.get(value, 'tokenMs')) &&
    isNumbers(Reflect.get(value, 'dueMs') ?? [])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field that is read has been checked
  return sound ? (value as TruthLine) : undefined
}

const isNumbers = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'number')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
