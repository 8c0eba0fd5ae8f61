import { Agent, type Dispatcher } from 'undici'
import type { Stage } from '../play/player.ts'
import { type Asked, Exchange, type Hearer, type Question } from './exchange.ts'
import type { UpstreamTarget } from './target.ts'

/** The provider behind the chat application. */
export interface Provider {
  /** Asks at once; what comes of it is told to `hearer`. */
  readonly ask: (question: Question, hearer: Hearer) => Asked
  /** Breaks off what is left, and closes its connections. */
  readonly close: () => Promise<void>
}

/**
 * One connection a stream, HTTP/1.1: a stream that waits for its slow client then never holds another up, and breaking it off
 * is seen by every proxy. No time limit on headers or body: undici's own of 300 s would cut a model that thinks for long
 * (https://github.com/BYK/loreai/pull/689). Connecting has undici's 10 s.
 */
export function openProvider(target: UpstreamTarget, stage: Stage): Provider {
  const agent: Dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0, allowH2: false })
  // A server that once refused to count usage is not asked again.
  const known = { countsUsage: true }
  return {
    ask: (question, hearer) => new Exchange({ agent, target, stage, known, question, hearer }),
    close: () => agent.destroy(),
  }
}
