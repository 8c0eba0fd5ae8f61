import { z } from 'zod'
import { BUFFER_MODES, type BufferMode } from '../../core/plan/buffered.ts'
import type { DoorInput } from './chat-door.ts'
import { type Checked, check } from './check.ts'
import { oneOf } from './ranges.ts'

/** What every endpoint of the chat application takes. */
export interface PromptQuery {
  readonly prompt: string
  /** How the application holds tokens back (`?buffer=`). */
  readonly buffer: BufferMode
}

export const promptSchema = z.string({ error: 'allowed: a text' })
const bodySchema = z.object({ prompt: promptSchema })
const querySchema = z.object({ buffer: oneOf(BUFFER_MODES).default('none') })

/** The prompt of the body (of the query where there is none), and the query's `buffer`. */
export function readPrompt({ body, query }: DoorInput): Checked<PromptQuery> {
  const input = body ?? { prompt: query.get('prompt') ?? undefined }
  const prompt = check(bodySchema, input, { where: body === undefined ? 'query' : 'body' })
  const buffer = readBuffer(query)
  if ('value' in prompt && 'value' in buffer) {
    return { value: { prompt: prompt.value.prompt, buffer: buffer.value } }
  }
  return {
    problems: [
      ...('problems' in prompt ? prompt.problems : []),
      ...('problems' in buffer ? buffer.problems : []),
    ],
  }
}

/** The query's `buffer`; `none` where it says nothing. */
export function readBuffer(query: URLSearchParams): Checked<BufferMode> {
  const given = check(querySchema, { buffer: query.get('buffer') ?? undefined }, { where: 'query' })
  return 'value' in given ? { value: given.value.buffer } : given
}
