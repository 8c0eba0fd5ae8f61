import type { Dialect } from '../../core/dialect/dialect.ts'
import { bodyTemplate } from './body-template.ts'
import { type BodyParts, buildBodies, slotsIn } from './build-bodies.ts'
import { DEFAULT_PROMPTS } from './default-prompts.ts'
import type { OptionName, Values } from './options.ts'
import type { Problem } from './problem.ts'
import { readPrompts } from './prompts-file.ts'
import { readText } from './read-text.ts'
import type { GivenByName } from './sources.ts'

/** What a request says, whoever it is sent to. */
export interface RequestPlan {
  readonly method: 'POST' | 'GET'
  readonly bodies: readonly string[]
  /** What the bodies are made of, for a scenario that speaks another dialect besides. */
  readonly parts: BodyParts & { readonly maxTokens?: number | undefined }
  /** The body with slots that each stream fills by itself: for its prompt and, where `limit`, for its longest answer. */
  readonly template: (limit: boolean) => readonly string[]
  readonly model?: string | undefined
  readonly maxTokens?: number | undefined
  /** The body has a place for the longest answer. */
  readonly limitable: boolean
  /** What was given and has no effect. */
  readonly notices: readonly string[]
}

export interface RequestSources {
  readonly values: Values
  readonly given: GivenByName
  readonly cwd: string
  readonly dialect: Dialect
  /** Where the user gives none. */
  readonly defaultMaxTokens?: number | undefined
}

/** The only model that our mock lists. */
const MOCK_MODEL = 'mock'

/** A WebSocket is opened by a GET; its body is the first message. */
export const hasBody = (method: string, { transport }: Dialect): boolean =>
  method !== 'GET' || transport === 'ws'

/** Reads the files that the user named and fills in the bodies. */
export function requestPlan(sources: RequestSources, problems: Problem[]): RequestPlan {
  const { values, given, cwd, dialect } = sources
  const file = (name: OptionName, path: string) => ({
    name: path,
    cwd,
    where: given.get(name)?.where ?? `--${name}`,
    hint: 'Give a file that can be read.',
  })
  const prompts =
    values.prompts === undefined
      ? DEFAULT_PROMPTS
      : readPrompts(file('prompts', values.prompts), problems)
  const bodyFile =
    values.body === undefined ? undefined : readText(file('body', values.body), problems)
  const onMock = (values.target?.kind ?? 'mock') === 'mock'
  const model = values.model ?? (onMock ? MOCK_MODEL : undefined)
  const maxTokens =
    values['max-tokens'] ?? sources.defaultMaxTokens ?? dialect.request.defaultMaxTokens
  const method = values.method ?? dialect.request.method
  const slots = slotsIn(templateOf(sources, bodyFile))
  if (bodyFile !== undefined) problems.push(...bodyProblems(slots, values, { model, maxTokens }))
  const parts = { model, maxTokens, prompts }
  const bodies = hasBody(method, dialect) ? buildBodies(dialect, { ...parts, bodyFile }) : []
  const template = (limit: boolean) =>
    hasBody(method, dialect) ? bodyTemplate(dialect, { ...parts, bodyFile }, limit) : []
  return {
    method,
    bodies,
    parts,
    template,
    ...(slots.has('model') && { model }),
    ...(slots.has('maxTokens') && { maxTokens }),
    limitable: slots.has('maxTokens'),
    notices: idle(
      slots,
      values,
      bodyFile === undefined ? `the dialect ${dialect.name}` : 'the body',
    ),
  }
}

/** Everything that has places for values: the body, and the path. */
const templateOf = ({ values, dialect }: RequestSources, bodyFile: string | undefined): string =>
  (bodyFile ?? JSON.stringify(dialect.request.body)) + (values.path ?? dialect.request.path)

/** A user's body must have what is to go into it, and be given what it asks for. */
function bodyProblems(
  slots: ReadonlySet<string>,
  values: Values,
  parts: { readonly model?: unknown; readonly maxTokens?: unknown },
): Problem[] {
  const problems: Problem[] = []
  if (slots.has('model') && parts.model === undefined) {
    problems.push(lacking('{{model}}', '--model NAME'))
  }
  if (slots.has('maxTokens') && parts.maxTokens === undefined && values.trace === undefined) {
    problems.push(lacking('{{maxTokens}}', '--max-tokens N'))
  }
  if (slots.has('prompt') || slots.has('messages')) return problems
  return [
    ...problems,
    ...promptOptions(values).map((name): Problem => ({
      code: 'conflict',
      message: `--${name}: the body has no {{prompt}} for them to go into.`,
      hint: `Put {{prompt}} into the file of --body, or leave out --${name}.`,
    })),
  ]
}

/** Those given of the options that say what is asked. */
const promptOptions = (values: Values): readonly OptionName[] =>
  (['prompts', 'prompt-tokens', 'trace'] as const).filter((name) => values[name] !== undefined)

const lacking = (slot: string, option: string): Problem => ({
  code: 'missing-value',
  message: `--body: the file holds ${slot}, and no value is given for it.`,
  hint: `Give ${option}, or write the value into the file.`,
})

const SLOT_OPTIONS = { model: 'model', 'max-tokens': 'maxTokens' } as const

function idle(slots: ReadonlySet<string>, values: Values, whose: string): string[] {
  const unlimited =
    values.trace !== undefined && values.target?.kind === 'url' && !slots.has('maxTokens')
  return [
    ...(['model', 'max-tokens'] as const)
      .filter((name) => values[name] !== undefined && !slots.has(SLOT_OPTIONS[name]))
      .map((name) => `--${name} has no effect: ${whose} has no place for it.`),
    ...(unlimited
      ? [
          `--trace: answers are as long as the target likes, since ${whose} has no place for a limit.`,
        ]
      : []),
  ]
}
