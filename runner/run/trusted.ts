import { existsSync, readFileSync } from 'node:fs'

/** Where Go looks for the system's authorities, in its order. https://go.dev/src/crypto/x509/root_linux.go */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** The file of the authorities that this machine trusts; undefined where there is none. */
export const systemCertificates = (): string | undefined =>
  [process.env['SSL_CERT_FILE'] ?? '', ...SYSTEM_FILES].find(
    (file) => file !== '' && existsSync(file),
  )

/** One more certificate besides those of a file: nothing else is trusted more, or less. All PEM. */
export const trustedWith = (certificate: string, file: string | undefined): string =>
  file === undefined ? certificate : `${readFileSync(file, 'utf8').trimEnd()}\n${certificate}`
