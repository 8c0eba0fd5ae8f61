import type { Problem } from './problem.ts'
import { readText } from './read-text.ts'

const HINT = 'Give a file of PEM certificates.'

/** A file without a certificate would be taken in silence, and then nothing would be trusted. */
export function checkCertificates(
  name: string,
  { cwd, where }: { readonly cwd: string; readonly where: string },
  problems: Problem[],
): void {
  const text = readText({ name, cwd, where, hint: HINT }, problems)
  if (text === undefined || text.includes('-----BEGIN CERTIFICATE-----')) return
  problems.push({
    code: 'bad-file',
    message: `${where}: "${name}" holds no certificate.`,
    hint: HINT,
  })
}
