import { numberOf } from './knob-values.ts'
import type { Scenario } from './scenario.ts'

export const multiTurn: Scenario = {
  name: 'multi-turn',
  shows: 'conversations with time to think: the history grows turn by turn, the connection is kept',
  seconds: 60,
  warmupMs: 0,
  refuses: ['trace', 'rate', 'arrivals', 'max-in-flight', 'prompts', 'prompt-tokens'],
  knobs: {
    turns: { shows: 'turns of a conversation', value: 5, least: 1, most: 1_000, whole: true },
    think: {
      shows: 'seconds from the end of an answer to the next question, on average (exponential)',
      value: 1,
      least: 0,
      most: 3_600,
    },
    question: {
      shows: 'tokens of a question',
      value: 200,
      least: 1,
      most: 100_000,
      whole: true,
    },
    prefill: {
      shows: 'milliseconds that our mock takes for each token of the history; 0: as it is set up',
      value: 0.1,
      least: 0,
      most: 1_000,
    },
  },
  parts: (knobs) => ({
    concurrency: 10,
    durationMs: 20_000,
    serve: { gapMs: 10, tokens: 64 },
    variants: [
      {
        name: 'turn',
        shows: 'a turn of a conversation',
        lengths: { input: numberOf(knobs, 'question') },
      },
    ],
  }),
}
