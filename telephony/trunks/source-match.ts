/** A range of addresses: one address, or CIDR. Built once, asked for each stranger. */
export interface AddressRange {
  readonly bits: bigint
  readonly length: 32 | 128
  readonly prefix: number
}

/** @returns undefined when the text is no address or range */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefixText, rest] = text.split('/')
  if (rest !== undefined) return undefined
  const parsed = parseAddress(address)
  if (parsed === undefined) return undefined
  const prefix = prefixText === undefined ? parsed.length : Number(prefixText)
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return undefined
  return prefix > parsed.length ? undefined : { ...parsed, prefix }
}

export function isInRange(address: string, range: AddressRange): boolean {
  const parsed = parseAddress(address)
  if (parsed === undefined || parsed.length !== range.length) return false
  const shift = BigInt(range.length - range.prefix)
  return parsed.bits >> shift === range.bits >> shift
}

/** IPv4 in IPv6's clothes (`::ffff:192.0.2.1`) is IPv4. */
function parseAddress(text: string): { bits: bigint; length: 32 | 128 } | undefined {
  const four = parseFour(text)
  if (four !== undefined) return { bits: four, length: 32 }
  const six = parseSix(text)
  if (six === undefined) return undefined
  return six >> 32n === 0xffffn ? { bits: six & 0xffffffffn, length: 32 } : { bits: six, length: 128 }
}

function parseFour(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  const parts = match.slice(1).map(Number)
  return parts.some((part) => part > 255) ? undefined : parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

function parseSix(text: string): bigint | undefined {
  if (!text.includes(':') || text.length > 45) return undefined
  const mapped = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text)
  const four = mapped === null ? undefined : parseFour(mapped[2] as string)
  if (mapped !== null && four === undefined) return undefined
  const plain =
    mapped === null || four === undefined
      ? text
      : `${mapped[1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return undefined
  const groups = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'))
  const head = groups(halves[0])
  const tail = groups(halves[1])
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill('0'), ...tail]
  if (all.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined
  return all.reduce((bits, group) => (bits << 16n) | BigInt(Number.parseInt(group, 16)), 0n)
}
