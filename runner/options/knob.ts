import { accept, type Parser, refuse } from './parsed.ts'

export interface Knob {
  readonly name: string
  readonly value: string
}

/** `KNOB=VALUE` of a scenario. */
export const knob: Parser<Knob> = (text, flag) => {
  const [, name, value] = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/su.exec(text) ?? []
  return name === undefined || value === undefined || value === ''
    ? refuse(`"${text}" is not KNOB=VALUE.`, `Give both, for example ${flag} lanes=4.`)
    : accept({ name, value })
}
