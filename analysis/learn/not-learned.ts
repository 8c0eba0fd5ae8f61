/** A run that nothing can be learned from: what is wrong, and what to do. */
export class NotLearned extends Error {
  /** `too-few`: more streams would help; `ambiguous`: the scenario or the route has to be named. */
  readonly code: 'too-few' | 'ambiguous'
  readonly hint: string

  constructor(code: NotLearned['code'], message: string, hint: string) {
    super(message)
    this.name = 'NotLearned'
    this.code = code
    this.hint = hint
  }
}
