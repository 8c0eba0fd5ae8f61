import type { Parsed, Parser, Refusal } from './parsed.ts'

/** One option: the same name as a flag (`--max-in-flight`), a variable (`STREAMGAUGE_MAX_IN_FLIGHT`) and a key of the file. */
export interface Option<T> {
  /** What it takes, for the help; absent for a switch. */
  readonly takes?: string
  readonly shows: string
  readonly group: OptionGroup
  /** May be given several times; in one text they are separated by this. */
  readonly separator?: ',' | '\n'
  /** A word without a flag. */
  readonly positional?: true
  readonly read: (texts: readonly string[], flag: string) => Parsed<T>
}

/** Options by name. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>

/** The value of each option of a table that was given. */
export type ValuesOf<T extends OptionTable> = {
  readonly [N in keyof T]?: T[N] extends Option<infer V> ? V : never
}

/** The texts of one option as they were found, and where: `--rate`, `STREAMGAUGE_RATE`, `streamgauge.yaml:3: rate`. */
export interface Given {
  readonly where: string
  readonly texts: readonly string[]
}

/** Headings of `run --help`, in order. */
export const OPTION_GROUPS = [
  'Comparison:',
  'Target:',
  'Request:',
  'Load:',
  'What the mock serves:',
  'Limits:',
  'Results:',
] as const
export type OptionGroup = (typeof OPTION_GROUPS)[number]

interface Row<T> {
  readonly takes?: string
  readonly shows: string
  readonly group: OptionGroup
  readonly parse: Parser<T>
}

/** An option with one value; given twice, the last one counts, so that an alias can be overruled. */
export const single = <T>({ parse, ...row }: Row<T>): Option<T> => ({
  ...row,
  read: (texts, flag) => parse(texts.at(-1) ?? '', flag),
})

/** An option with several values. */
export const several = <T>({
  parse,
  ...row
}: Row<T> & Pick<Option<T>, 'positional'> & { readonly separator: ',' | '\n' }): Option<
  readonly T[]
> => ({
  ...row,
  read(texts, flag) {
    const parsed = texts
      .flatMap((text) => text.replace(/\n$/u, '').split(row.separator))
      .map((text) => parse(text, flag))
    const refusals: readonly Refusal[] = parsed.flatMap((one) =>
      'refusals' in one ? one.refusals : [],
    )
    if (refusals.length > 0) return { refusals }
    return { value: parsed.flatMap((one) => ('value' in one ? [one.value] : [])) }
  },
})
