import { z } from 'zod'
import { plain } from '../../core/dialect/plain.ts'
import { plainEncoder } from '../encode/plain.ts'
import type { ChatDoor } from './chat-door.ts'
import { check } from './check.ts'

const schema = z.object({ prompt: z.string({ error: 'allowed: a text' }) })

/** `/chat/stream`: the prompt in the body, or in the query for EventSource, whose events are numbered. */
export const plainDoor: ChatDoor = {
  dialect: plain.name,
  read({ body, query }) {
    const input = body ?? { prompt: query.get('prompt') ?? undefined }
    const checked = check(schema, input, { where: body === undefined ? 'query' : 'body' })
    if ('problems' in checked) return checked
    return { value: { stream: true, encoder: () => plainEncoder(body === undefined) } }
  },
}
