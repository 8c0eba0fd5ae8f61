import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml'
import { nearest } from './nearest.ts'
import type { Given } from './option.ts'
import { isOptionName, OPTION_NAMES, OPTIONS, type OptionName } from './options.ts'
import type { Problem } from './problem.ts'
import { readText } from './read-text.ts'

const DEFAULT_FILE = 'streamgauge.yaml'
const HINT = 'Give one option a line, for example rate: 20.'

type ReadFile = ReadonlyMap<OptionName, Given>
const NOTHING: ReadFile = new Map()

/** Options given by a file; `path` undefined means streamgauge.yaml where there is one. */
export function readConfigFile(
  path: { readonly name: string; readonly where: string } | undefined,
  cwd: string,
  problems: Problem[],
): ReadFile {
  const name = path?.name ?? DEFAULT_FILE
  if (path === undefined && !existsSync(resolve(cwd, name))) return NOTHING
  const hint = 'Give a YAML file of options, for example --config streamgauge.yaml.'
  const text = readText({ name, cwd, where: path?.where ?? 'options', hint }, problems)
  return text === undefined ? NOTHING : parseConfig(name, text, problems)
}

function parseConfig(file: string, text: string, problems: Problem[]): ReadFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const refuse = (where: string, why: string): void => {
    problems.push({ code: 'bad-file', message: `${where}: ${why}.`, hint: HINT })
  }
  for (const error of document.errors) refuse(`${file}:${lineAt(error.pos[0])}`, whyBroken(error))
  if (document.errors.length > 0 || document.contents === null) return NOTHING
  if (!isMap(document.contents)) {
    refuse(file, 'holds no options')
    return NOTHING
  }
  const given = new Map<OptionName, Given>()
  for (const pair of document.contents.items) {
    const line = isScalar(pair.key) ? lineAt(pair.key.range?.[0] ?? 0) : 1
    const where = `${file}:${line}: ${keyText(pair)}`
    const entry = readPair(pair, { document, where }, problems)
    if (entry !== undefined) given.set(...entry)
  }
  return given
}

/** The parser's words, but where they speak of its own interface. */
function whyBroken({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins'
  if (code === 'DUPLICATE_KEY') return 'an option is given twice'
  return (message.split('\n')[0] ?? '').replace(/ at line .*$/u, '')
}

interface Place {
  readonly document: Document
  readonly where: string
}

function readPair(
  pair: Pair,
  { document, where }: Place,
  problems: Problem[],
): [OptionName, Given] | undefined {
  const name = keyText(pair)
  if (!isOptionName(name) || name === 'config') {
    const message = `${where}: no option is called so.`
    problems.push({ code: 'unknown-name', message, hint: hintFor(name) })
    return undefined
  }
  const value = isAlias(pair.value) ? pair.value.resolve(document) : pair.value
  const texts = textsOf(name, value)
  if (texts !== undefined) return [name, { where, texts }]
  const empty = value === null || (isScalar(value) && value.value === null)
  const wanted = OPTIONS[name].separator === undefined ? 'one value' : 'a value or a list of them'
  const message = `${where}: ${empty ? 'holds no value' : 'holds something else than values'}.`
  problems.push({ code: 'bad-value', message, hint: `Give ${wanted}.` })
  return undefined
}

function hintFor(name: string): string {
  const known = OPTION_NAMES.filter((one) => one !== 'config')
  const near = nearest(name, known)
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
