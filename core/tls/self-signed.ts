/** What a self-signed certificate says, and who signs it. Bytes are DER. */
export interface SelfSigned {
  /** Common name of subject and issuer. */
  readonly commonName: string
  /** DNS names and IPv4 addresses that it is for; `::1` is always among them. */
  readonly hosts: readonly string[]
  /** 16 bytes, random. */
  readonly serial: Uint8Array
  /** Milliseconds since 1970, until 2049. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** SubjectPublicKeyInfo of an ECDSA key on P-256. */
  readonly publicKey: Uint8Array
  /** ECDSA with SHA-256 over the bytes, in DER. */
  readonly sign: (bytes: Uint8Array) => Uint8Array
}

/** The certificate in DER: X.509 version 3 (RFC 5280). Who trusts it trusts it alone: it may not sign others. */
export function selfSignedDer(of: SelfSigned): Uint8Array {
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, ascii(of.commonName)))))
  const body = sequence(
    tagged(0xa0, integer(Uint8Array.of(2))),
    // A first byte of 1 keeps the number positive.
    integer(Uint8Array.of(1, ...of.serial.slice(1))),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(of.notBeforeMs), time(of.notAfterMs)),
    name,
    of.publicKey,
    tagged(0xa3, sequence(extension(BASIC_CONSTRAINTS, sequence()), alternativeNames(of.hosts))),
  )
  return sequence(body, ECDSA_WITH_SHA256, tagged(0x03, joined([Uint8Array.of(0), of.sign(body)])))
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Tag, length, content (X.690, distinguished encoding). */
function tagged(tag: number, content: Uint8Array): Uint8Array {
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return joined([Uint8Array.of(tag, ...length), content])
}

const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0))
const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tagged(0x30, joined(parts))
const integer = (bytes: Uint8Array): Uint8Array => tagged(0x02, bytes)
const oid = (...bytes: readonly number[]): Uint8Array => tagged(0x06, Uint8Array.from(bytes))

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
/** 2.5.4.3 */
const COMMON_NAME = oid(0x55, 0x04, 0x03)
/** 2.5.29.19; an empty one says: no authority. */
const BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13)
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = oid(0x55, 0x1d, 0x11)

/** Until 2049 in two-digit years. */
const time = (atMs: number): Uint8Array =>
  tagged(0x17, ascii(`${new Date(atMs).toISOString().slice(2, 19).replaceAll(/[-:T]/gu, '')}Z`))

const extension = (id: Uint8Array, value: Uint8Array): Uint8Array =>
  sequence(id, tagged(0x04, value))

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/u

function alternativeNames(hosts: readonly string[]): Uint8Array {
  const encoded = [...new Set(hosts)].map((host) =>
    IPV4.test(host)
      ? tagged(0x87, Uint8Array.from(host.split('.').map(Number)))
      : tagged(0x82, ascii(host)),
  )
  const ipv6Loopback = tagged(
    0x87,
    Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0)),
  )
  return extension(SUBJECT_ALT_NAME, sequence(...encoded, ipv6Loopback))
}
