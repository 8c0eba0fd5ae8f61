import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from './problem.ts'
import { reasonOf } from './reason.ts'

/** All prompts travel to the load generator at once. */
const MOST_BYTES = 64 * 1024 * 1024
const SHOWN_PROBLEMS = 5
const EXAMPLE = 'Give JSON Lines, each {"prompt": "…"} or a JSON string.'

export interface NamedFile {
  /** As the user wrote it. */
  readonly name: string
  readonly cwd: string
  /** Where it was named, for messages. */
  readonly where: string
}

/** The prompts of a JSON Lines file; lines that hold none are problems, named by number. */
export function readPrompts(file: NamedFile, problems: Problem[]): readonly string[] {
  const text = readText(file, problems)
  if (text === undefined) return []
  const prompts: string[] = []
  const bad: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const prompt = promptOf(line)
    if (typeof prompt === 'string') prompts.push(prompt)
    else bad.push(`line ${index + 1} ${prompt.problem}`)
  }
  for (const problem of bad.slice(0, SHOWN_PROBLEMS)) {
    problems.push({
      code: 'bad-file',
      message: `${file.where}: "${file.name}", ${problem}.`,
      hint: EXAMPLE,
    })
  }
  if (bad.length > SHOWN_PROBLEMS) {
    problems.push({
      code: 'bad-file',
      message: `${file.where}: "${file.name}" has ${bad.length - SHOWN_PROBLEMS} more bad lines.`,
    })
  }
  if (bad.length === 0 && prompts.length === 0) {
    problems.push({
      code: 'bad-file',
      message: `${file.where}: "${file.name}" holds no prompt.`,
      hint: EXAMPLE,
    })
  }
  return prompts
}

/** The text of a file that the user named; undefined, and a problem, when it cannot be read. */
export function readText({ name, cwd, where }: NamedFile, problems: Problem[]): string | undefined {
  const refuse = (why: string): undefined => {
    problems.push({
      code: 'unreadable-file',
      message: `${where}: "${name}" ${why}.`,
      hint: 'Give a file that can be read.',
    })
  }
  try {
    const bytes = readFileSync(resolve(cwd, name))
    if (bytes.length > MOST_BYTES) return refuse('is larger than 64 MB')
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    return refuse(
      error instanceof TypeError ? 'is not UTF-8 text' : `cannot be read (${reasonOf(error)})`,
    )
  }
}

function promptOf(line: string): string | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { problem: 'is not JSON' }
  }
  const prompt: unknown =
    typeof value === 'object' && value !== null && 'prompt' in value ? value.prompt : value
  if (typeof prompt !== 'string') return { problem: 'holds no "prompt" that is a string' }
  return prompt.trim() === '' ? { problem: 'holds an empty prompt' } : prompt
}
