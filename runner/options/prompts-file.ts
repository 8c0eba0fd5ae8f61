import type { Problem } from './problem.ts'
import { type NamedFile, readText } from './read-text.ts'

const SHOWN_PROBLEMS = 5
const EXAMPLE = 'Give JSON Lines, each {"prompt": "…"} or a JSON string.'

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
