/**
 * What travels on the data channel `parley` of a WebRTC connection, between the edge and a page, so that hanging up
 * and learning of the end need no core. JSON, one message a frame, at most 1 KiB.
 */
export const webControlChannel = 'parley'

export type WebControlToEdge =
  /** A web caller hangs up. A station's page never sends it: its calls end through the API. */
  | { readonly type: 'hang-up' }
  /** Once a second, so that a lost page is noticed within seconds. */
  | { readonly type: 'alive' }
  /**
   * What the page hears of us, by its own counts since the connection began; once a second. With it both ways of the sound are
   * known, and that it hears nothing is noticed.
   */
  | {
      readonly type: 'heard'
      readonly packetsReceived: number
      readonly packetsLost: number
      readonly jitterMs: number
    }

export type WebControlToPage =
  | { readonly type: 'ringing' }
  | { readonly type: 'answered' }
  | { readonly type: 'ended'; readonly reason: import('./parties.ts').EndReason }
  /** For a station: whether sound should flow now. The page wakes or silences its sender by it. */
  | { readonly type: 'sound'; readonly isWanted: boolean }
