import { isTokenCount, notTokens } from './token-count.ts'
import type { RowReader } from './trace.ts'

const COLUMNS = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const
const HEADER = COLUMNS.join(',')

/** `2023-11-16 18:15:46.6805900` (2023) or `2024-05-10 00:00:00.009930+00:00` (2024): UTC, any number of digits. */
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|\+00:00)?$/u

/**
 * Rows of the Azure LLM inference traces, CSV with a header:
 * https://github.com/Azure/AzurePublicDataset/blob/master/AzureLLMInferenceDataset2023.md
 */
export function azureRows(): RowReader {
  let headed = false
  return (line) => {
    if (!headed) {
      headed = true
      return line.replace(/^\uFEFF/u, '') === HEADER
        ? undefined
        : `is neither the header ${HEADER} nor a JSON object`
    }
    const [instant = '', input = '', output = '', ...rest] = line.split(',')
    if (output === '' || rest.length > 0) return `does not hold the columns ${HEADER}`
    const atMs = instantMs(instant)
    if (atMs === undefined) return `holds TIMESTAMP ${instant}, which is no date and time (UTC)`
    const [inputTokens, outputTokens] = [input, output].map(count) as [number, number]
    if (!isTokenCount(inputTokens)) return notTokens(COLUMNS[1], input)
    if (!isTokenCount(outputTokens)) return notTokens(COLUMNS[2], output)
    return { atMs, inputTokens, outputTokens }
  }
}

const count = (text: string): number => (/^\s*\d+\s*$/u.test(text) ? Number(text) : Number.NaN)

/** Milliseconds since 1970, with the fraction of one that `Date` does not keep. */
function instantMs(text: string): number | undefined {
  const match = INSTANT.exec(text.trim())
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  // `Date.UTC` takes the 31st of February for a day in March.
  const back = new Date(ms)
  if (back.getUTCDate() !== day || back.getUTCHours() !== hour) return undefined
  if (back.getUTCSeconds() !== second) return undefined
  return ms + Number(match[7] ?? 0) * 1_000
}
