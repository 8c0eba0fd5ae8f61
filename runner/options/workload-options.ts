import { MOST_TOKENS } from '../../core/workload/token-count.ts'
import { type OptionTable, single } from './option.ts'
import { speed } from './speed.ts'
import { text } from './text.ts'
import { wholeNumber } from './whole-number.ts'

/** What is asked and when, where it is generated. */
export const WORKLOAD_OPTIONS = {
  'prompt-tokens': single({
    group: 'Request:',
    takes: 'N',
    shows: 'prompts of about N tokens, ordinary words, another one for each stream',
    parse: wholeNumber({ least: 1, most: MOST_TOKENS, example: 1000 }),
  }),
  trace: single({
    group: 'Load:',
    takes: 'FILE',
    shows:
      'starts and lengths of prompts and answers from a trace (Azure CSV, Mooncake JSON Lines), instead of --rate',
    parse: text('the name of a file', 'FILE'),
  }),
  speed: single({
    group: 'Load:',
    takes: 'X',
    shows: 'how many times as fast as it was the trace is played (default: 1)',
    parse: speed,
  }),
} satisfies OptionTable
