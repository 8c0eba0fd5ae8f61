export interface FuzzTarget {
  readonly name: string
  /** Import path of its package. */
  readonly folder: string
}

/** The targets in the output of `go test -list '^Fuzz' ./...`: names first, then the line of their package. */
export function fuzzTargets(listing: string): FuzzTarget[] {
  const targets: FuzzTarget[] = []
  let names: string[] = []
  for (const line of listing.split('\n')) {
    if (line.startsWith('Fuzz')) names.push(line.trim())
    const folder = /^ok\s+(\S+)/u.exec(line)?.[1]
    if (folder === undefined) continue
    targets.push(...names.map((name) => ({ name, folder })))
    names = []
  }
  return targets
}
