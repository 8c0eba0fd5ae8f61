import { buffered } from '../../core/plan/buffered.ts'
import { chunked } from '../../core/dialect/chunked.ts'
import { chunkedEncoder } from '../encode/chunked.ts'
import { noInBandError } from '../play/no-in-band-error.ts'
import type { ChatDoor } from './chat-door.ts'
import { readPrompt } from './prompt-query.ts'

/** `/chat/chunked`: raw text, a chunk a token. */
export const chunkedDoor: ChatDoor = {
  dialect: chunked.name,
  kind: 'raw',
  read(input) {
    const prompt = readPrompt(input)
    if ('problems' in prompt) return prompt
    return {
      value: {
        stream: true,
        encoder: chunkedEncoder,
        relay: prompt.value,
        shape: (plan) => buffered(plan, prompt.value.buffer),
        wrap: (attempt) => noInBandError(attempt(0)),
      },
    }
  },
}
