import { type AddressBits, addressBits } from './source-address.ts'

interface Range {
  readonly width: 32 | 128
  readonly network: bigint
  readonly shift: bigint
}

const rememberedAnswers = 10_000

/** Addresses and CIDR ranges (RFC 4632, RFC 4291 2.3), asked for every packet: single addresses and earlier answers are one look-up. */
export class AddressRanges {
  readonly #ranges: Range[] = []
  readonly #answers = new Map<string, boolean>()

  /** What is malformed among them is passed over. */
  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = readRange(text)
      if (range !== undefined) this.#ranges.push(range)
    }
  }

  has(address: string): boolean {
    if (this.#ranges.length === 0) return false
    const known = this.#answers.get(address)
    if (known !== undefined) return known
    const read = addressBits(address)
    const answer = read !== undefined && this.#ranges.some((range) => isWithin(range, read))
    // Forgetting all of them now and then costs the same for everybody, whoever filled it.
    if (this.#answers.size >= rememberedAnswers) this.#answers.clear()
    this.#answers.set(address, answer)
    return answer
  }
}

function readRange(text: string): Range | undefined {
  const [address = '', length] = text.split('/')
  const read = addressBits(address)
  if (read === undefined) return undefined
  const prefix = length === undefined ? read.width : Number(length)
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > read.width) return undefined
  const shift = BigInt(read.width - prefix)
  return { width: read.width, network: read.bits >> shift, shift }
}

function isWithin(range: Range, address: AddressBits): boolean {
  return range.width === address.width && address.bits >> range.shift === range.network
}
