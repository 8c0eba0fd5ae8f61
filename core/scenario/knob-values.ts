import type { Knob, KnobValues } from './scenario.ts'

/** A knob's value from its text; undefined where the text is none that it takes. */
export function readKnob(knob: Knob, text: string): number | string | undefined {
  if ('choices' in knob) return knob.choices.includes(text) ? text : undefined
  const value = text.trim() === '' ? Number.NaN : Number(text)
  const fits = value >= knob.least && value <= knob.most
  return fits && (knob.whole !== true || Number.isInteger(value)) ? value : undefined
}

/** What a knob takes, in words: `a number from 1 to 6`, `one of cookie, ip`. */
export function knobRange(knob: Knob): string {
  if ('choices' in knob) return `one of ${knob.choices.join(', ')}`
  return `a ${knob.whole === true ? 'whole ' : ''}number from ${knob.least} to ${knob.most}`
}

/** Each knob's value: the given one, else the default. A given text that does not fit counts as not given. */
export function knobValues(
  knobs: Readonly<Record<string, Knob>>,
  given: ReadonlyMap<string, string>,
): KnobValues {
  const entries = Object.entries(knobs).map(([name, knob]) => {
    const text = given.get(name)
    return [name, (text === undefined ? undefined : readKnob(knob, text)) ?? knob.value] as const
  })
  return Object.fromEntries(entries)
}

/** A knob that is a number. Throws where the scenario has none of that name: a bug of ours. */
export function numberOf(knobs: KnobValues, name: string): number {
  const value = knobs[name]
  if (typeof value !== 'number') throw new Error(`no number is called ${name}`)
  return value
}
