import { buffered } from '../../core/plan/buffered.ts'
import { plain } from '../../core/dialect/plain.ts'
import { resumeAfter } from '../../core/plan/resume-after.ts'
import { plainEncoder } from '../encode/plain.ts'
import { PUT_TIMEOUT_MS, QUEUE_ITEMS } from '../play/slow-reader.ts'
import type { ChatDoor } from './chat-door.ts'
import { readLastEventId } from './last-event-id.ts'
import { readPrompt } from './prompt-query.ts'

/**
 * `/chat/stream`: the prompt in the body, or in the query for EventSource, whose events are numbered and which may go on
 * after the last one it saw.
 */
export const plainDoor: ChatDoor = {
  dialect: plain.name,
  read(input) {
    const prompt = readPrompt(input)
    const numbered = input.body === undefined
    const last = numbered ? readLastEventId(input.lastEventId, input.query) : { value: undefined }
    if ('problems' in prompt) return prompt
    if ('problems' in last) return last
    const { buffer } = prompt.value
    return {
      value: {
        stream: true,
        encoder: () => plainEncoder(numbered),
        relay: { ...prompt.value, resumes: last.value !== undefined },
        shape: (plan) => {
          const whole = buffered(plan, buffer)
          return last.value === undefined ? whole : resumeAfter(whole, last.value)
        },
      },
    }
  },
}

/**
 * `/chat/backpressure`: the same stream through a bounded queue; a client that leaves it full for the put timeout aborts
 * the generation.
 */
export const backpressureDoor: ChatDoor = {
  dialect: plain.name,
  read(input) {
    const request = plainDoor.read(input)
    if ('problems' in request) return request
    return {
      value: {
        ...request.value,
        slowReader: ({ putTimeoutMs = PUT_TIMEOUT_MS }) => ({
          bytes: 0,
          items: QUEUE_ITEMS,
          dropAfterMs: putTimeoutMs,
        }),
      },
    }
  },
}
