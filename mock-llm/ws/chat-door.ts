import type { IncomingMessage } from 'node:http'
import { wsChat } from '../../core/dialect/ws-chat.ts'
import { roundMs } from '../../core/units.ts'
import type { Desk } from '../desk.ts'
import type { Checked } from '../request/check.ts'
import { readOverrides } from '../request/overrides.ts'
import { readBuffer } from '../request/prompt-query.ts'
import { ChatSocket, type ChatSocketDefaults, handshakePlan, settleRefusal } from './chat-socket.ts'
import type { SocketDoor, SocketRefusal } from './upgrade.ts'

/** `/ws/chat`. A fault that refuses by status, asked for at the handshake, refuses the handshake. */
export const chatSocketDoor = (desk: Desk): SocketDoor => ({
  refuse(req, query) {
    const defaults = readDefaults(req, query)
    return 'problems' in defaults
      ? {
          status: 400,
          message: defaults.problems.map((one) => one.message).join(' | '),
          field: defaults.problems[0]?.field,
        }
      : refusalOf(defaults.value, desk)
  },
  open(open) {
    const defaults = readDefaults(open.req, open.query)
    if ('problems' in defaults) return undefined
    const chat = new ChatSocket(open, defaults.value, desk)
    return (message) => chat.tell(message)
  },
})

function refusalOf(defaults: ChatSocketDefaults, desk: Desk): SocketRefusal | undefined {
  const plan = handshakePlan(defaults, desk)
  if (plan?.refusal === undefined) return undefined
  const { status, retryAfterS } = plan.refusal
  const arrivedMs = roundMs(desk.stage.clock.nowMs())
  desk.ledger.open()
  settleRefusal(
    { plan, arrivedMs, stream: defaults.stream, path: wsChat.request.path, dialect: wsChat.name },
    desk,
  )
  return { status, message: `Refused on request: ${status}.`, retryAfterS }
}

function readDefaults(req: IncomingMessage, query: URLSearchParams): Checked<ChatSocketDefaults> {
  const overrides = readOverrides(header(req, 'x-mock') ?? query.get('mock') ?? undefined)
  const buffer = readBuffer(query)
  if ('problems' in overrides) return overrides
  if ('problems' in buffer) return buffer
  return {
    value: {
      overrides: overrides.value,
      buffer: buffer.value,
      key: header(req, 'x-mock-key') ?? query.get('key') ?? undefined,
      stream: header(req, 'x-request-id'),
    },
  }
}

const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
