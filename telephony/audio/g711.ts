/** ITU-T G.711 by tables. One byte a sample; a 20 ms frame is 160 bytes. */
export interface G711Codec {
  readonly name: 'PCMU' | 'PCMA'
  /** The static RTP payload type (RFC 3551 6): 0 for PCMU, 8 for PCMA. */
  readonly payloadType: 0 | 8
  /** The byte that decodes to silence. */
  readonly silence: number
  /** Decodes the first `count` (default: all) bytes into `into`; returns the number of samples written. */
  decode(bytes: Uint8Array, into: Int16Array, count?: number): number
  /** Encodes the first `count` (default: all) samples into `into`; returns the number of bytes written. */
  encode(samples: Int16Array, into: Uint8Array, count?: number): number
}
export const pcmu: G711Codec = {} as G711Codec
export const pcma: G711Codec = {} as G711Codec
/** The codec of a static payload type, `undefined` when it is not G.711. */
export const g711ByPayloadType = (_payloadType: number): G711Codec | undefined => undefined
