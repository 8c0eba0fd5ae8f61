import { buffered } from '../../core/plan/buffered.ts'
import { resilient as dialect } from '../../core/dialect/resilient.ts'
import { resilient, type Retries, retriesOf } from '../../core/plan/resilient.ts'
import { resilientEncoder } from '../encode/resilient.ts'
import type { ChatDoor } from './chat-door.ts'
import type { Overrides } from './overrides.ts'
import { readPrompt } from './prompt-query.ts'

const retriesWished = ({ rateLimited = 0, retryScale = 1 }: Overrides): Retries =>
  retriesOf(rateLimited, retryScale)

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
        relay: { ...prompt.value, retries: retriesWished },
        shape: (plan) => buffered(plan, prompt.value.buffer),
        wrap: (attempt, overrides) => resilient(attempt, retriesWished(overrides)),
      },
    }
  },
}
