import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { selfSignedDer } from '../../core/tls/self-signed.ts'

/** A key and its certificate, in PEM. */
export interface OwnCertificate {
  readonly key: string
  readonly cert: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 30

/** A self-signed certificate for loopback, on an ECDSA key on P-256, for one nginx: it outlives the longest run. */
export function ownCertificate(): OwnCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = selfSignedDer({
    commonName: 'streamgauge nginx',
    hosts: ['localhost', '127.0.0.1'],
    serial: randomBytes(16),
    notBeforeMs: Date.now() - DAY_MS,
    notAfterMs: Date.now() + VALID_DAYS * DAY_MS,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    sign: (bytes) => sign('sha256', bytes, privateKey),
  })
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/gu) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}
