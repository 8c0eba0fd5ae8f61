import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { selfSignedDer } from './self-signed.ts'

describe('a self-signed certificate', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = new X509Certificate(
    selfSignedDer({
      commonName: 'some name',
      hosts: ['localhost', '127.0.0.1', 'localhost', 'a.example'],
      // A first byte with its high bit would be a negative number.
      serial: new Uint8Array(16).fill(0xff),
      notBeforeMs: Date.UTC(2026, 0, 2, 3, 4, 5),
      notAfterMs: Date.UTC(2049, 11, 31, 23, 59, 59),
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      sign: (bytes) => sign('sha256', bytes, privateKey),
    }),
  )

  it('says what it was told, to an independent reader', () => {
    expect(made.subject).toBe('CN=some name')
    expect(made.issuer).toBe('CN=some name')
    expect(made.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, DNS:a.example, IP Address:0:0:0:0:0:0:0:1',
    )
    expect(made.validFromDate.toISOString()).toBe('2026-01-02T03:04:05.000Z')
    expect(made.validToDate.toISOString()).toBe('2049-12-31T23:59:59.000Z')
    expect(made.serialNumber).toBe(`01${'FF'.repeat(15)}`)
  })

  it('is signed by its own key, and is no authority for others', () => {
    expect(made.verify(publicKey)).toBe(true)
    expect(made.checkPrivateKey(privateKey)).toBe(true)
    expect(made.ca).toBe(false)
  })
})
