/** How far `to` lies after `from` in 16 bit sequence numbers: -32768..32767. */
export const sequenceDistance = (from: number, to: number): number => ((to - from) << 16) >> 16
/** How far `to` lies after `from` in 32 bit timestamps: -2^31..2^31-1. */
export const timestampDistance = (from: number, to: number): number => (to - from) | 0
export const nextSequence = (sequence: number): number => (sequence + 1) & 0xffff
