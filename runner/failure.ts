/**
 * An expected failure: what happened, what to do next, and the exit code of docs/exit-codes.md. The top of the program
 * prints it without a stack trace.
 */
export class Failure extends Error {
  readonly exitCode: number
  readonly hint: string | undefined

  constructor(exitCode: number, message: string, hint?: string) {
    super(message)
    this.exitCode = exitCode
    this.hint = hint
  }
}

/** Something that a run needs is not there (exit 3). */
export const missing = (message: string, hint?: string): Failure => new Failure(3, message, hint)

/** A step failed that should not have (exit 1). */
export const failed = (message: string, hint?: string): Failure => new Failure(1, message, hint)
