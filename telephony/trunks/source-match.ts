import { type AddressBits, addressBits } from '../sip/guard/source-address.ts'

/** A range of addresses: one address, or CIDR. Built once, asked for each stranger. */
export interface AddressRange extends AddressBits {
  readonly prefix: number
}

/** @returns undefined when the text is no address or range */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefixText, rest] = text.split('/')
  if (rest !== undefined) return undefined
  const parsed = addressBits(address)
  if (parsed === undefined) return undefined
  const prefix = prefixText === undefined ? parsed.width : Number(prefixText)
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return undefined
  return prefix > parsed.width ? undefined : { ...parsed, prefix }
}

/** @param address as `addressBits` reads it: once for all the ranges that are asked */
export function isInRange(address: AddressBits | undefined, range: AddressRange): boolean {
  if (address === undefined || address.width !== range.width) return false
  const shift = BigInt(range.width - range.prefix)
  return address.bits >> shift === range.bits >> shift
}
