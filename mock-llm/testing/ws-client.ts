import type { Socket } from 'node:net'
import { WebSocket } from 'ws'

/** A WebSocket client whose messages the test can wait for. */
export interface WsClient {
  readonly ws: WebSocket
  readonly say: (message: object) => void
  /** Messages not yet handed out, up to and including the first that the test is looking for. */
  readonly until: (
    found: (message: Record<string, unknown>) => boolean,
  ) => Promise<readonly Record<string, unknown>[]>
  /** The code of the close. */
  readonly closed: Promise<number>
  /** Every text message so far. */
  readonly raw: readonly string[]
  readonly socket: () => Socket
}

/** Connects; rejects when the handshake is refused. */
export function wsClient(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<WsClient> {
  const ws = new WebSocket(url, { headers, perMessageDeflate: false })
  const raw: string[] = []
  const waiting: Record<string, unknown>[] = []
  let look: (() => void) | undefined
  let socket: Socket | undefined
  const closed = new Promise<number>((resolve) => {
    ws.once('close', (code) => resolve(code))
  })
  ws.once('upgrade', (response) => {
    socket = response.socket
  })
  ws.on('message', (data) => {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : ''
    raw.push(text)
    waiting.push(JSON.parse(text))
    look?.()
  })
  const client: WsClient = {
    ws,
    raw,
    closed,
    say: (message) => ws.send(JSON.stringify(message)),
    until: (found) =>
      new Promise((resolve) => {
        look = () => {
          const at = waiting.findIndex(found)
          if (at < 0) return
          look = undefined
          resolve(waiting.splice(0, at + 1))
        }
        look()
      }),
    socket: () => {
      if (socket === undefined) throw new Error('the handshake is not done')
      return socket
    },
  }
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve(client))
    ws.on('error', reject)
  })
}
