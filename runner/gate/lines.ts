import { type Document, isMap, isScalar, isSeq, type LineCounter } from 'yaml'

/** The line (from 1) of a field of a YAML document: that of its name, or of the nearest thing around it that there is. */
export function lineOf(document: Document, lines: LineCounter, path: readonly string[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const name of path) {
    const found = step(node, name)
    if (found === undefined) break
    offset = found.offset ?? offset
    node = found.value
  }
  return lines.linePos(offset).line
}

interface Step {
  readonly offset: number | undefined
  readonly value: unknown
}

function step(node: unknown, name: string): Step | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name)
    if (pair === undefined) return undefined
    return { offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined, value: pair.value }
  }
  const item: unknown = isSeq(node) ? node.items[Number(name)] : undefined
  if (item === undefined) return undefined
  const offset = isScalar(item) || isMap(item) ? item.range?.[0] : undefined
  return { offset, value: item }
}
