import type { Cancel } from '../load-spec.ts'
import type { Scenario, Variant } from './scenario.ts'

const TTFT_MS = 300
/** Well before the first token, well within the stream. */
const EARLY_MS = 100
const AFTER_TOKENS = 10

const way = (name: string, shows: string, cancel: Cancel, dialect?: string): Variant => ({
  name,
  shows,
  cancel,
  expects: ['cancelled'],
  ...(dialect !== undefined && { dialect }),
})

const middle = (how: Cancel['how']): Cancel => ({ afterTokens: AFTER_TOKENS, how })
const early = (how: Cancel['how']): Cancel => ({ afterMs: EARLY_MS, how })

export const cancelStorm: Scenario = {
  name: 'cancel-storm',
  shows: 'streams cancelled in every way and phase: when the server notices, what it wastes',
  seconds: 80,
  warmupMs: 0,
  knobs: {},
  routes: ['direct', 'nginx', 'nginx:http2', 'nginx:ignore-abort'],
  mockOnly: true,
  parts: () => ({
    ratePerSecond: 30,
    durationMs: 12_000,
    serve: { ttftMs: TTFT_MS, gapMs: 20, tokens: 100 },
    variants: [
      { name: 'whole', shows: 'nothing is cancelled' },
      way('early-fin', 'closed before the first token', early('fin')),
      way('early-rst', 'reset before the first token', early('rst')),
      way('fin', 'closed in the middle', middle('fin')),
      way('rst', 'reset in the middle', middle('rst')),
      way('vanish', 'a client that is gone without a word', middle('vanish')),
      way('ws-message', 'a message that asks to stop', middle('ws-message'), 'ws-chat'),
      way('ws-close', 'a close frame', middle('ws-close'), 'ws-chat'),
    ],
  }),
}
