import type { Random } from '../random.ts'

/** What a conversation is made of. */
export interface ConversationPlan {
  readonly questionTokens: number
  /** From the end of an answer to the next question, on average. */
  readonly thinkMs: number
  readonly textOf: (tokens: number, own: Random) => string
}

/** One conversation, turn by turn: what is said is a pure function of the random's seed and of how long the answers were. */
export class Conversation {
  readonly #plan: ConversationPlan
  readonly #random: Random
  readonly #messages: string[] = []

  constructor(plan: ConversationPlan, random: Random) {
    this.#plan = plan
    this.#random = random
  }

  /** Asks the next question; returns all that was said, from the first question on. */
  ask(): readonly string[] {
    const { textOf, questionTokens } = this.#plan
    this.#messages.push(textOf(questionTokens, this.#own('question')))
    return [...this.#messages]
  }

  /**
   * Puts an answer of so many tokens into the history, in words of our own: the ear keeps an answer's hash, not its text. No
   * message may be empty, so one without a token counts one. Returns how long the client thinks: exponential.
   */
  answered(tokens: number): number {
    this.#messages.push(this.#plan.textOf(Math.max(1, tokens), this.#own('answer')))
    return this.#own('think').exponential() * this.#plan.thinkMs
  }

  #own(name: string): Random {
    return this.#random.fork(`${name}/${this.#messages.length}`)
  }
}
