import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import type { GoneHow } from '../core/truth.ts'
import type { Desk } from './desk.ts'
import type { Entry } from './ledger.ts'
import { http2Stream } from './play/http2-wire.ts'
import type { Played, Player } from './play/player.ts'
import { resetSocket } from './tls/raw-socket.ts'

/** An answer under way. */
interface Followed {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly player: Player
  readonly hangUp: () => void
}

/**
 * Stops the player as soon as the client is gone: its FIN (a client that half-closes has left, as Node itself takes it),
 * or the end of the connection. The returned function books the end.
 */
export function follow(
  { req, res, player, hangUp }: Followed,
  entry: Entry,
  desk: Desk,
): (played: Played) => void {
  const { socket } = req
  const multiplexed = http2Stream(res) !== undefined
  let goneHow: GoneHow | undefined
  const gone = (): void => {
    goneHow ??= multiplexed ? 'h2' : 'rst'
    player.stop('gone')
  }
  const left = (): void => {
    goneHow = 'fin'
    gone()
    res.destroy()
  }
  res.once('close', gone)
  if (!multiplexed) socket.once('end', left)
  desk.players.add(player)
  return (played) => {
    res.off('close', gone)
    socket.off('end', left)
    desk.players.delete(player)
    if (played.end === 'shutdown') hangUp()
    if (played.end === 'slow') breakOff(res)
    desk.ledger.settle({ ...entry, goneHow }, played)
  }
}

/** At once: what still waits for a client that does not read would wait for ever. */
export function breakOff(res: ServerResponse): void {
  const multiplexed = http2Stream(res)
  if (multiplexed !== undefined) multiplexed.close(constants.NGHTTP2_INTERNAL_ERROR)
  else if (res.socket === null) res.destroy()
  else resetSocket(res.socket)
}
