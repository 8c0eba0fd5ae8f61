import { buffered } from '../../core/plan/buffered.ts'
import { resilient as dialect } from '../../core/dialect/resilient.ts'
import { resilient, retriesOf } from '../../core/plan/resilient.ts'
import { resilientEncoder } from '../encode/resilient.ts'
import type { ChatDoor } from './chat-door.ts'
import { readPrompt } from './prompt-query.ts'

/** `/chat/resilient`: rate limits of the provider are announced and waited out. */
export const resilientDoor: ChatDoor = {
  dialect: dialect.name,
  read(input) {
    const prompt = readPrompt(input)
    if ('problems' in prompt) return prompt
    return {
      value: {
        stream: true,
        encoder: resilientEncoder,
        shape: (plan) => buffered(plan, prompt.value.buffer),
        wrap: (attempt, { rateLimited = 0, retryScale = 1 }) =>
          resilient(attempt, retriesOf(rateLimited, retryScale)),
      },
    }
  },
}
