import { seededRandom } from '../../core/random.ts'
import { randomId } from '../encode/random-id.ts'
import type { ToolCall } from '../encode/tool-call.ts'
import { sampleValue } from './sample-value.ts'

/** A tool that a request offers. */
export interface Tool {
  readonly name: string
  /** JSON Schema of its arguments; absent: it takes none. */
  readonly schema?: unknown
}

/** What a request wants of its tools. */
export interface ToolWish {
  readonly tools: readonly Tool[]
  /** A call is required, of this tool if it names one. */
  readonly required: boolean
  readonly name?: string | undefined
}

/** The call that is the answer, and the tokens of its arguments. */
export interface CalledTool {
  readonly call: (seed: number, key: string) => ToolCall
  readonly script: (seed: number, key: string) => readonly string[]
}

/** Short pieces, as real models stream them. */
const FRAGMENT = /.{1,4}/gsu
const ID_LENGTH = 24

/**
 * The call that a request requires; undefined where text may be the answer. The mock never calls a tool on its own account.
 * `pieces`: whether the dialect streams arguments in fragments or whole, as one token.
 */
export function calledTool(wish: ToolWish, pieces: 'fragments' | 'whole'): CalledTool | undefined {
  const tool =
    wish.name === undefined ? wish.tools[0] : wish.tools.find((one) => one.name === wish.name)
  if (!wish.required || tool === undefined) return undefined
  const argumentsOf = (seed: number, key: string): string =>
    tool.schema === undefined || tool.schema === null
      ? '{}'
      : JSON.stringify(sampleValue(tool.schema, seededRandom(seed).fork(key).fork('tool')))
  return {
    call: (seed, key) => ({ name: tool.name, id: randomId({ seed, key }, 'call', ID_LENGTH) }),
    script(seed, key) {
      const text = argumentsOf(seed, key)
      return pieces === 'whole' ? [text] : (text.match(FRAGMENT) ?? [text])
    },
  }
}
