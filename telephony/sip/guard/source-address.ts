/** An address as its bits; `undefined` when it is none. An IPv4 address in IPv6's clothes (RFC 4291 2.5.5.2) counts as IPv4. */
export interface AddressBits {
  readonly width: 32 | 128
  readonly bits: bigint
}

/**
 * Who is counted as one: an IPv4 address by itself, an IPv6 address by its /64, since whoever has one of those addresses has
 * all of them (RFC 6177). `192.0.2.1` stays, `2001:db8::7` becomes `2001:db8:0:0::/64`.
 */
export function sourceKey(address: string): string {
  if (!address.includes(':')) return address
  const read = addressBits(address)
  if (read === undefined) return address
  if (read.width === 32) return dotted(read.bits)
  const groups = [112n, 96n, 80n, 64n].map((shift) => ((read.bits >> shift) & 0xffffn).toString(16))
  return `${groups.join(':')}::/64`
}

export function addressBits(text: string): AddressBits | undefined {
  const zone = text.indexOf('%')
  const address = (zone < 0 ? text : text.slice(0, zone)).replace(/\/64$/, '')
  if (!address.includes(':')) {
    const bits = ipv4Bits(address)
    return bits === undefined ? undefined : { width: 32, bits }
  }
  const bits = ipv6Bits(address)
  if (bits === undefined) return undefined
  return bits >> 32n === 0xffffn ? { width: 32, bits: bits & 0xffff_ffffn } : { width: 128, bits }
}

function ipv4Bits(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  let bits = 0n
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined
    bits = (bits << 8n) | BigInt(part)
  }
  return bits
}

function ipv6Bits(text: string): bigint | undefined {
  const lastColon = text.lastIndexOf(':')
  const tail = text.slice(lastColon + 1)
  let hexadecimal = text
  if (tail.includes('.')) {
    const ipv4 = ipv4Bits(tail)
    if (ipv4 === undefined) return undefined
    hexadecimal = `${text.slice(0, lastColon + 1)}${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`
  }
  const halves = hexadecimal.split('::')
  if (halves.length > 2) return undefined
  const groupsOf = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'))
  const head = groupsOf(halves[0])
  const rest = groupsOf(halves[1])
  const missing = 8 - head.length - rest.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array<string>(missing).fill('0'), ...rest]
  let bits = 0n
  for (const group of groups) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined
    bits = (bits << 16n) | BigInt(Number.parseInt(group, 16))
  }
  return bits
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.')
}
