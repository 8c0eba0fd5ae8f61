/** One thing that is wrong with what the user gave: `code` for machines, `message` and `hint` for people. */
export interface Problem {
  readonly code: ProblemCode
  readonly message: string
  readonly hint?: string
}

export type ProblemCode =
  | 'bad-value'
  | 'unknown-flag'
  | 'unknown-command'
  | 'unknown-name'
  | 'unknown-variable'
  | 'conflict'
  | 'missing-value'
  | 'unreadable-file'
  | 'bad-file'
  | 'bad-folder'
  | 'ambiguous'
  | 'too-few'
