/** The world as the command line sees it: so that tests need no process. */
export interface Host {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Standard output is a terminal. */
  readonly terminal: boolean
}
