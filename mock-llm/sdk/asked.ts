import { runMock, type RunningMock } from '../testing/running-mock.ts'

/** What every SDK test asks for. */
export const PROMPT = 'hello there'
export const MODEL = 'm'
/** A key that no server looks at. */
export const API_KEY = 'sk-mock'

/** The headers that choose what the mock answers. */
export const mocked = (overrides: object = {}, key = 'sdk/1'): Record<string, string> => ({
  'x-mock-key': key,
  'x-mock': JSON.stringify(overrides),
})

/** A schema with something of everything that models meet. */
export const WEATHER = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 2 },
    unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
    days: { type: 'integer', minimum: 2, maximum: 9 },
    detailed: { type: 'boolean' },
    hours: { type: 'array', items: { type: 'number' }, minItems: 1 },
  },
  required: ['city', 'unit', 'days', 'detailed', 'hours'],
  additionalProperties: false,
} as const

/** Answers of a mock that need no SDK: the text that every dialect must have for this key. */
export async function plainText(mock: RunningMock, overrides: object = {}): Promise<string> {
  const answer = await fetch(`${mock.url}/chat/stream`, {
    method: 'POST',
    headers: mocked(overrides),
    body: JSON.stringify({ prompt: PROMPT }),
  })
  const events = (await answer.text()).split('\n\n').slice(0, -2)
  return events
    .map((event) => String(Reflect.get(Object(JSON.parse(event.slice('data: '.length))), 'token')))
    .join('')
}

/** A mock whose answers take a moment, so that events arrive one by one. */
export const sdkMock = (): Promise<RunningMock> => runMock({ tokens: 24, gapMs: 1 })
