/** Something that is due at an instant. */
export interface Due {
  dueMs: number
  /** Where the heap keeps it; -1 while it is in none. Only the heap writes this. */
  place: number
}

/** A binary min-heap on `dueMs`. */
export interface DueHeap<T extends Due> {
  readonly size: () => number
  readonly peek: () => T | undefined
  readonly push: (entry: T) => void
  readonly pop: () => T | undefined
  /** Takes the entry out, wherever it is; nothing if it is not in. */
  readonly remove: (entry: T) => void
}

/** An empty heap. */
export function dueHeap<T extends Due>(): DueHeap<T> {
  const entries: T[] = []
  const removeAt = (place: number): T | undefined => {
    const gone = entries[place]
    const last = entries.pop()
    if (gone === undefined || last === undefined) return undefined
    gone.place = -1
    if (gone !== last) {
      siftDown(entries, place, last)
      if (last.place === place) siftUp(entries, place, last)
    }
    return gone
  }
  return {
    size: () => entries.length,
    peek: () => entries[0],
    push(entry) {
      entries.push(entry)
      siftUp(entries, entries.length - 1, entry)
    },
    pop: () => removeAt(0),
    remove(entry) {
      if (entry.place >= 0) removeAt(entry.place)
    },
  }
}

function put<T extends Due>(entries: T[], place: number, entry: T): void {
  entries[place] = entry
  entry.place = place
}

function siftUp<T extends Due>(entries: T[], from: number, entry: T): void {
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = entries[parent]
    if (above === undefined || above.dueMs <= entry.dueMs) break
    put(entries, at, above)
    at = parent
  }
  put(entries, at, entry)
}

function siftDown<T extends Due>(entries: T[], from: number, entry: T): void {
  let at = from
  for (;;) {
    const left = 2 * at + 1
    let place = left
    let child = entries[left]
    const right = entries[left + 1]
    if (child !== undefined && right !== undefined && right.dueMs < child.dueMs) {
      child = right
      place = left + 1
    }
    if (child === undefined || child.dueMs >= entry.dueMs) break
    put(entries, at, child)
    at = place
  }
  put(entries, at, entry)
}
