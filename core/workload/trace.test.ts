import { describe, expect, test } from 'vitest'
import { playedPart, readTrace } from './trace.ts'

const AZURE = `TIMESTAMP,ContextTokens,GeneratedTokens\r
2023-11-16 18:15:46.6805900,374,44\r
2023-11-16 18:15:46.9305900,396,109\r
2023-11-16 18:15:48.0000000,879,55\r
`
const MOONCAKE = `{"timestamp": 3000, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}
{"timestamp": 0, "input_length": 6472, "output_length": 26, "hash_ids": [0, 1]}
`

describe('a trace', () => {
  test('of Azure: instants with their fraction, from the first row on', () => {
    const { format, trace, faults } = readTrace(AZURE)
    expect({ format, faults }).toEqual({ format: 'azure-llm', faults: [] })
    expect(trace.atMs[1]).toBeCloseTo(250, 3)
    expect(trace.atMs[2]).toBeCloseTo(1319.41, 3)
    expect(trace.inputTokens).toEqual([374, 396, 879])
    expect(trace.outputTokens).toEqual([44, 109, 55])
  })

  test('of Azure 2024: an offset from UTC, across midnight', () => {
    const { trace, faults } = readTrace(
      'TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 23:59:59.500000+00:00,1,2\n2024-05-11 00:00:00.250000+00:00,3,4\n',
    )
    expect(faults).toEqual([])
    expect(trace.atMs[1]).toBeCloseTo(750, 3)
  })

  test('of Mooncake: put in order of time, each row with its own lengths', () => {
    const { format, trace } = readTrace(MOONCAKE)
    expect(format).toBe('mooncake')
    expect(trace).toEqual({
      atMs: [0, 3000],
      inputTokens: [6472, 6955],
      outputTokens: [26, 52],
    })
  })

  test.each<[string, number, string]>([
    ['hello\n', 1, 'is neither the header TIMESTAMP,ContextTokens,GeneratedTokens nor a JSON'],
    [AZURE.replace('396', '3.5'), 3, 'holds ContextTokens 3.5, which is no whole number from 1'],
    [AZURE.replace(',55', ',0'), 4, 'holds GeneratedTokens 0'],
    [AZURE.replace(',55', ''), 4, 'does not hold the columns'],
    [AZURE.replace(',55', ',55,1'), 4, 'does not hold the columns'],
    [AZURE.replace('11-16 18:15:48', '11-31 18:15:48'), 4, 'which is no date and time'],
    [AZURE.replace('18:15:48', '18:75:48'), 4, 'which is no date and time'],
    [`${MOONCAKE}\n{"timestamp": 1`, 4, 'is not a JSON object'],
    [MOONCAKE.replace('3000', '"x"'), 1, 'holds timestamp "x", which is no number of milliseconds'],
    [MOONCAKE.replace('"output_length": 26, ', ''), 2, 'holds output_length nothing'],
    [MOONCAKE.replace('6472', '-1'), 2, 'holds input_length -1'],
  ])('bad line: %j', (text, line, why) => {
    const { faults } = readTrace(text)
    expect(faults[0]?.line).toBe(line)
    expect(faults[0]?.why).toContain(why)
  })

  test('that is empty has no rows', () => {
    expect(readTrace('\n').trace.atMs).toEqual([])
  })
})

describe('the part that is played', () => {
  const trace = { atMs: [0, 1000, 3000], inputTokens: [1, 2, 3], outputTokens: [4, 5, 6] }

  test('at twice the speed', () => {
    expect(playedPart(trace, { speed: 2 })).toEqual({ ...trace, atMs: [0, 500, 1500] })
  })

  test('ends before the duration, or after so many streams', () => {
    expect(playedPart(trace, { speed: 2, durationMs: 1500 }).atMs).toEqual([0, 500])
    expect(playedPart(trace, { speed: 1, streams: 1 })).toEqual({
      atMs: [0],
      inputTokens: [1],
      outputTokens: [4],
    })
  })
})
