import type { HeaderList } from './header-list.ts'

/** Methods that this user agent acts on; any other token can stand in a message too. */
export const supportedMethods = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'REGISTER',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'SUBSCRIBE',
  'MESSAGE',
] as const

export interface SipRequest {
  readonly kind: 'request'
  /** Case-sensitive (RFC 3261 7.1). */
  readonly method: string
  /** The Request-URI as it was written. */
  readonly uri: string
  readonly headers: HeaderList
  readonly body: Uint8Array
}

export interface SipResponse {
  readonly kind: 'response'
  /** 100-699. */
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  readonly body: Uint8Array
}

export type SipMessage = SipRequest | SipResponse

export const emptyBody: Uint8Array = new Uint8Array(0)
