import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** A key and its certificate, in PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const DAY_MS = 86_400_000
const VALID_DAYS = 30

/**
 * A self-signed certificate for the loopback names and `host`, made anew at each start: no secret lies in the repository.
 * X.509 version 3 (RFC 5280) with an ECDSA key on P-256.
 */
export function selfSigned(host: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + VALID_DAYS * DAY_MS)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension(BASIC_CONSTRAINTS, sequence(TRUE)), alternativeNames(host))),
  )
  const signature = sign('sha256', body, privateKey)
  const der = sequence(
    body,
    ECDSA_WITH_SHA256,
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  )
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}

/** Tag, length, content (X.690, distinguished encoding). */
function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes)
const oid = (...bytes: readonly number[]): Buffer => tagged(0x06, Buffer.from(bytes))
const TRUE = tagged(0x01, Buffer.from([0xff]))

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
/** 2.5.4.3 */
const COMMON_NAME = oid(0x55, 0x04, 0x03)
/** 2.5.29.19 */
const BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13)
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = oid(0x55, 0x1d, 0x11)

const NAME = sequence(
  tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from('streamgauge mock', 'utf8')))),
)

/** Until 2049 in two-digit years. */
const time = (atMs: number): Buffer =>
  tagged(
    0x17,
    Buffer.from(`${new Date(atMs).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`, 'latin1'),
  )

const extension = (id: Buffer, value: Buffer): Buffer => sequence(id, tagged(0x04, value))

function alternativeNames(host: string): Buffer {
  const names = new Set(['localhost', '127.0.0.1', host])
  const ipv6Loopback = tagged(0x87, Buffer.from([...Array.from({ length: 15 }, () => 0), 1]))
  const encoded = [...names].map((name) =>
    isIPv4(name)
      ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
      : tagged(0x82, Buffer.from(name, 'latin1')),
  )
  return extension(SUBJECT_ALT_NAME, sequence(...encoded, ipv6Loopback))
}
