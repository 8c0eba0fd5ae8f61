/** What the system says went wrong, in its first line and without the path that we name ourselves. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').replace(/, \w+(?: '.*)?$/u, '')
}
