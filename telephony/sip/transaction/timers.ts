/** RFC 3261 17.1.1.1: estimate of the round trip, and the base of every other timer. */
export const t1Ms = 500
/** Longest interval between retransmissions of a non-INVITE request and of an INVITE's response. */
export const t2Ms = 4_000
/** How long a message can stay in the network. */
export const t4Ms = 5_000
/** 64*T1: after that long nobody will answer. */
export const giveUpMs = 64 * t1Ms

/** The timers' letters as in RFC 3261 table 4 and RFC 6026 7. */
export type TimerName = 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M'

/**
 * How long a timer runs.
 * @param round how often it has fired before; 0 for the first time
 * @param isReliable TCP: what is never lost is never repeated, and nothing has to be absorbed
 */
export function timerMs(name: TimerName, round: number, isReliable: boolean): number {
  switch (name) {
    case 'A':
      return t1Ms * 2 ** Math.min(round, 6)
    case 'E':
    case 'G':
      return Math.min(t1Ms * 2 ** Math.min(round, 6), t2Ms)
    case 'B':
    case 'F':
    case 'H':
    case 'L':
    case 'M':
      return giveUpMs
    case 'D':
      return isReliable ? 0 : giveUpMs
    case 'J':
      return isReliable ? 0 : giveUpMs
    case 'I':
    case 'K':
      return isReliable ? 0 : t4Ms
  }
}
