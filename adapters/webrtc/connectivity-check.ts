import { createHmac, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A signed ICE connectivity check (RFC 8445 7.1, RFC 8489). */
export interface ConnectivityCheck {
  /** The name of ours that it is sent to: the part of USERNAME before the colon. */
  readonly localName: string
  /** The same request with a tie-breaker that is not zero, signed anew; undefined when it had one. */
  readonly mended: Buffer | undefined
}

const bindingRequest = 0x0001
const magicCookie = 0x2112_a442
const attribute = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  fingerprint: 0x8028,
  iceControlled: 0x8029,
  iceControlling: 0x802a,
} as const
const longestCheck = 600

/** Whether a datagram is a STUN Binding request by its first bytes, and worth reading as one. */
export const isBindingRequest = (datagram: Buffer): boolean =>
  datagram.length >= 20 &&
  datagram.length <= longestCheck &&
  datagram.readUInt16BE(0) === bindingRequest &&
  datagram.readUInt32BE(4) === magicCookie

/**
 * Reads a connectivity check, and gives it a tie-breaker where it has zero for one.
 *
 * Chromium (seen up to 156) sends zero by way of a TURN server that it reaches over TCP or TLS. RFC 8445 16.1 allows that, and
 * our ICE stack (libjuice up to 1.7) takes zero for "not there" and answers 400.
 *
 * @param passwordOf our ICE password for a name of ours
 * @returns undefined for what is no check, or is not signed with our password
 */
export function readConnectivityCheck(
  datagram: Buffer,
  passwordOf: (localName: string) => string | undefined,
): ConnectivityCheck | undefined {
  if (!isBindingRequest(datagram) || datagram.readUInt16BE(2) !== datagram.length - 20) return undefined
  const places = attributesOf(datagram)
  const username = places?.get(attribute.username)
  const integrity = places?.get(attribute.messageIntegrity)
  const role = places?.get(attribute.iceControlling) ?? places?.get(attribute.iceControlled)
  if (!username || !integrity || integrity.length !== 20 || !role || role.length !== 8) return undefined
  const localName = username.toString('latin1').split(':')[0] ?? ''
  const password = passwordOf(localName)
  if (password === undefined || !timingSafeEqual(signature(datagram, integrity, password), integrity)) return undefined
  if (role.some((byte) => byte !== 0)) return { localName, mended: undefined }

  const mended = Buffer.from(datagram)
  const at = (part: Buffer) => part.byteOffset - datagram.byteOffset
  mended[at(role) + 7] = 1
  signature(mended, integrity, password, at(integrity)).copy(mended, at(integrity))
  const fingerprint = places?.get(attribute.fingerprint)
  // RFC 8489 14.7: over all that goes before it, with its own length counted in.
  if (fingerprint?.length === 4) {
    mended.writeUInt32BE((crc32(mended.subarray(0, at(fingerprint) - 4)) ^ 0x5354_554e) >>> 0, at(fingerprint))
  }
  return { localName, mended }
}

/** The values of a message's attributes, as views of it. What follows MESSAGE-INTEGRITY is unsigned: only FINGERPRINT counts. */
function attributesOf(message: Buffer): Map<number, Buffer> | undefined {
  const values = new Map<number, Buffer>()
  for (let at = 20; at < message.length; ) {
    if (at + 4 > message.length) return undefined
    const type = message.readUInt16BE(at)
    const end = at + 4 + message.readUInt16BE(at + 2)
    if (end > message.length) return undefined
    const isSigned = !values.has(attribute.messageIntegrity)
    if (!values.has(type) && (isSigned || type === attribute.fingerprint))
      values.set(type, message.subarray(at + 4, end))
    at = end + ((4 - (end % 4)) % 4)
  }
  return values
}

/** RFC 8489 14.5: over all that goes before the attribute, with a length that ends after it. */
function signature(
  message: Buffer,
  integrity: Buffer,
  password: string,
  at = integrity.byteOffset - message.byteOffset,
): Buffer {
  const signed = Buffer.from(message.subarray(0, at - 4))
  signed.writeUInt16BE(at, 2)
  return createHmac('sha1', password).update(signed).digest()
}
