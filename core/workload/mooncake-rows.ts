import { isTokenCount, notTokens } from './token-count.ts'
import type { RowReader } from './trace.ts'

/**
 * Rows of the Mooncake traces, JSON Lines of `{timestamp (ms), input_length, output_length, hash_ids}`; the hashes of shared
 * prefixes are not used: https://github.com/kvcache-ai/Mooncake/tree/main/FAST25-release
 */
export function mooncakeRows(): RowReader {
  return (line) => {
    const row = objectOf(line)
    if (row === undefined) return 'is not a JSON object'
    const { timestamp, input_length: inputTokens, output_length: outputTokens } = row
    if (typeof timestamp !== 'number' || timestamp < 0) {
      return `holds timestamp ${shown(timestamp)}, which is no number of milliseconds`
    }
    if (!isTokenCount(inputTokens)) return notTokens('input_length', shown(inputTokens))
    if (!isTokenCount(outputTokens)) return notTokens('output_length', shown(outputTokens))
    return { atMs: timestamp, inputTokens, outputTokens }
  }
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
