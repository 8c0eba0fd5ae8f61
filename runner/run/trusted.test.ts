import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trustedWith } from './trusted.ts'

const pem = (name: string): string =>
  `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`

test('our certificate comes besides those that are trusted anyway, each on lines of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-'))
  try {
    const file = join(folder, 'ca.pem')
    writeFileSync(file, pem('theirs').trimEnd())
    expect(trustedWith(pem('ours'), file)).toBe(pem('theirs') + pem('ours'))
    expect(trustedWith(pem('ours'), undefined)).toBe(pem('ours'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
