/**
 * The known name that a mistyped one most likely means, by the number of single-character slips (insert, delete, replace,
 * swap of neighbours); a name that holds what was typed (`timeout-first` for `timeout`) counts as little more than one.
 * Undefined when none is near: more than a third of the letters would have to change.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(1, Math.ceil(one.candidate.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

/** Shorter pieces stand in many names by chance. */
const SHORTEST_PIECE = 3
const HOLDS_IT = 1.5

function distance(wanted: string, candidate: string): number {
  const holds = wanted.length >= SHORTEST_PIECE && candidate.includes(wanted)
  return holds ? Math.min(HOLDS_IT, slips(wanted, candidate)) : slips(wanted, candidate)
}

/** Optimal string alignment distance: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function slips(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + (same ? 0 : 1),
      )
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, (before[j - 2] as number) + 1)
      row.push(least)
    }
    before = above
    above = row
  }
  return above[b.length] as number
}
