import type { IncomingMessage } from 'node:http'
import { openaiRealtime } from '../../core/dialect/openai-realtime.ts'
import { roundMs } from '../../core/units.ts'
import type { Desk } from '../desk.ts'
import type { Checked } from '../request/check.ts'
import { readOverrides } from '../request/overrides.ts'
import { planFor } from '../request/plan-for.ts'
import { settleRefusal } from './chat-socket.ts'
import { REALTIME_PATH, type RealtimeDefaults, RealtimeSocket } from './realtime-socket.ts'
import type { SocketDoor, SocketRefusal } from './upgrade.ts'

/** `/v1/realtime?model=…`. A fault that refuses by status refuses the handshake. */
export const realtimeDoor = (desk: Desk): SocketDoor => ({
  refuse(req, query) {
    const defaults = readDefaults(req, query)
    if ('value' in defaults) return refusalOf(defaults.value, desk)
    const message = defaults.problems.map((one) => one.message).join(' | ')
    return { status: 400, message, field: defaults.problems[0]?.field }
  },
  open(open) {
    const defaults = readDefaults(open.req, open.query)
    if ('value' in defaults) new RealtimeSocket(open, defaults.value, desk).begin()
    return undefined
  },
})

function readDefaults(req: IncomingMessage, query: URLSearchParams): Checked<RealtimeDefaults> {
  const overrides = readOverrides(header(req, 'x-mock') ?? query.get('mock') ?? undefined)
  const model = query.get('model') ?? ''
  const lacking =
    model === ''
      ? [{ field: 'model', message: 'model: found nothing; allowed: the name of a model' }]
      : []
  if ('problems' in overrides) return { problems: [...lacking, ...overrides.problems] }
  if (lacking.length > 0) return { problems: lacking }
  return {
    value: {
      overrides: overrides.value,
      key: header(req, 'x-mock-key') ?? query.get('key') ?? undefined,
      stream: header(req, 'x-request-id'),
      model,
    },
  }
}

function refusalOf(
  { overrides, key, stream }: RealtimeDefaults,
  desk: Desk,
): SocketRefusal | undefined {
  if (overrides.faults?.some(({ type }) => type === 'status') !== true) return undefined
  const plan = planFor({ overrides, ownKey: key, parts: { path: REALTIME_PATH } }, desk)
  if (plan.refusal === undefined) return undefined
  const { status, retryAfterS } = plan.refusal
  const arrivedMs = roundMs(desk.stage.clock.nowMs())
  desk.ledger.open()
  settleRefusal(
    { plan, arrivedMs, stream, path: REALTIME_PATH, dialect: openaiRealtime.name },
    desk,
  )
  return { status, message: `Refused on request: ${status}.`, retryAfterS }
}

const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
