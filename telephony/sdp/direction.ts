import type { Direction } from './negotiated-audio.ts'

export const canSend = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly'
export const canReceive = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly'

export function directionFrom(sends: boolean, receives: boolean): Direction {
  if (sends) return receives ? 'sendrecv' : 'sendonly'
  return receives ? 'recvonly' : 'inactive'
}

/** RFC 3264 6.1: our direction when the peer says `theirs` and we would do `willing`. */
export function narrow(willing: Direction, theirs: Direction): Direction {
  return directionFrom(canSend(willing) && canReceive(theirs), canReceive(willing) && canSend(theirs))
}

/** RFC 3264 8.4: the old way to hold is an address that nobody has; it means "do not send to me". */
export function isHoldAddress(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}
