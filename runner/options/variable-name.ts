import { accept, type Parser, refuse } from './parsed.ts'

/** The name of an environment variable. What was found is not repeated: people paste the key itself here. */
export const variableName: Parser<string> = (text, flag) => {
  const name = text.trim()
  return /^[A-Za-z_][A-Za-z0-9_]*$/u.test(name)
    ? accept(name)
    : refuse(
        'what was given is not the name of a variable.',
        `Give the name, never the key itself, for example ${flag} OPENAI_API_KEY.`,
      )
}
