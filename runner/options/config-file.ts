import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml'
import { nearest } from './nearest.ts'
import { isOptionName, OPTION_NAMES, OPTIONS, type OptionName } from './options.ts'
import type { Problem } from './problem.ts'
import { reasonOf } from './reason.ts'
import type { Given } from './option.ts'

const DEFAULT_FILE = 'streamgauge.yaml'

type ReadFile = ReadonlyMap<OptionName, Given>
const NOTHING: ReadFile = new Map()

/** Options given by a file; `path` undefined means streamgauge.yaml where there is one. */
export function readConfigFile(
  path: { readonly name: string; readonly where: string } | undefined,
  cwd: string,
  problems: Problem[],
): ReadFile {
  const name = path?.name ?? DEFAULT_FILE
  let text: string
  try {
    text = readFileSync(resolve(cwd, name), 'utf8')
  } catch (error) {
    if (path === undefined && reasonOf(error).startsWith('ENOENT')) return NOTHING
    problems.push({
      code: 'unreadable-file',
      message: `${path?.where ?? name}: "${name}" cannot be read (${reasonOf(error)}).`,
      hint: 'Give a YAML file of options, for example --config streamgauge.yaml.',
    })
    return NOTHING
  }
  return parseConfig(name, text, problems)
}

function parseConfig(file: string, text: string, problems: Problem[]): ReadFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number): number => lines.linePos(offset).line
  for (const error of document.errors) {
    const message = error.message.split('\n')[0]?.replace(/ at line .*$/u, '')
    problems.push({
      code: 'bad-file',
      message: `${file}:${lineAt(error.pos[0])}: ${message}.`,
      hint: 'Give one option a line, for example rate: 20.',
    })
  }
  if (document.errors.length > 0 || document.contents === null) return NOTHING
  if (!isMap(document.contents)) {
    problems.push({
      code: 'bad-file',
      message: `${file}: holds no options.`,
      hint: 'Give one option a line, for example rate: 20.',
    })
    return NOTHING
  }
  const given = new Map<OptionName, Given>()
  for (const pair of document.contents.items) {
    const line = isScalar(pair.key) ? lineAt(pair.key.range?.[0] ?? 0) : 1
    const entry = readPair(pair, `${file}:${line}: ${keyText(pair)}`, problems)
    if (entry !== undefined) given.set(...entry)
  }
  return given
}

function readPair(pair: Pair, where: string, problems: Problem[]): [OptionName, Given] | undefined {
  const name = keyText(pair)
  if (!isOptionName(name) || name === 'config') {
    problems.push({
      code: 'unknown-name',
      message: `${where}: no option is called so.`,
      hint: hintFor(name),
    })
    return undefined
  }
  const texts = textsOf(name, pair.value)
  if (texts === undefined) {
    problems.push({
      code: 'bad-value',
      message: `${where}: holds no value.`,
      hint: `Give ${OPTIONS[name].separator === undefined ? 'one value' : 'a value or a list of them'}.`,
    })
    return undefined
  }
  return [name, { where, texts }]
}

function hintFor(name: string): string {
  const near = nearest(
    name,
    OPTION_NAMES.filter((known) => known !== 'config'),
  )
  return near === undefined
    ? 'The names are those of the flags; `streamgauge run --help` lists them.'
    : `Did you mean ${near}?`
}

/** The text of each value as it stands in the file, so that 1.10 and large numbers stay what they are. */
function textsOf(name: OptionName, value: unknown): readonly string[] | undefined {
  const text = scalarText(value)
  if (text !== undefined) return [text]
  if (OPTIONS[name].separator === undefined) return undefined
  if (isSeq(value)) {
    const texts = value.items.map((item) => scalarText(item) ?? pairsOf(name, item)?.[0])
    return texts.every((one) => one !== undefined) ? texts : undefined
  }
  return pairsOf(name, value)
}

/** `header: {x-team: search}`, and the list item `- x-team: search`, which YAML reads as a map. */
function pairsOf(name: OptionName, value: unknown): readonly string[] | undefined {
  if (!isMap(value) || (name !== 'header' && name !== 'set')) return undefined
  const joint = name === 'header' ? ': ' : '='
  return value.items.map((pair) => `${keyText(pair)}${joint}${scalarText(pair.value) ?? ''}`)
}

function scalarText(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined
  return typeof node.value === 'string' ? node.value : node.source
}

const keyText = (pair: Pair): string =>
  isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
