/** The value at a path of names and indexes, such as `choices.0.delta.content`; undefined where there is none. */
export function atPath(value: unknown, path: string): unknown {
  let at = value
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Reflect.get(at, name)
  }
  return at
}

/** The first of the paths with a text that is not empty; '' where none has one. */
export function textAt(value: unknown, paths: readonly string[]): string {
  for (const path of paths) {
    const found = atPath(value, path)
    if (typeof found === 'string' && found !== '') return found
  }
  return ''
}
