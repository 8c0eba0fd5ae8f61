/** The tokens that one system call writes. It is filled and read again and again, so it allocates nothing by itself. */
export interface Batch {
  readonly add: (piece: string, index: number, dueMs: number) => void
  readonly count: () => number
  /** Of all pieces; a piece is a one-byte string. */
  readonly bytes: () => number
  /** Valid up to `count`, until it is cleared. */
  readonly duesMs: readonly number[]
  /** Puts each piece's successor in its place. */
  readonly replace: (change: (piece: string, index: number) => string) => void
  /** All pieces as one string that is no tree of smaller ones: what waits for a slow client must not hold on to those. */
  readonly joined: (opening: string) => string
  readonly clear: () => void
}

/** An empty one. */
export function createBatch(): Batch {
  const pieces: string[] = []
  const indexes: number[] = []
  const duesMs: number[] = []
  let count = 0
  let bytes = 0
  return {
    duesMs,
    count: () => count,
    bytes: () => bytes,
    add(piece, index, dueMs) {
      pieces[count] = piece
      indexes[count] = index
      duesMs[count] = dueMs
      count++
      bytes += piece.length
    },
    replace(change) {
      for (let i = 0; i < count; i++) pieces[i] = change(pieces[i] ?? '', indexes[i] ?? 0)
    },
    joined(opening) {
      if (count === 1 && opening === '') return pieces[0] ?? ''
      return opening + pieces.slice(0, count).join('')
    },
    clear() {
      count = 0
      bytes = 0
    },
  }
}
