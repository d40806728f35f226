/** Bounds on one message. Real ones stay below a tenth of these; RFC 4475 3.1.1.7 (longreq) must still pass. */
export const messageLimits = {
  /** A whole message. RFC 3261 18.1.1: up to 65,535 octets must be taken over UDP. */
  messageBytes: 65_536,
  /** Start line and header fields. */
  headerBytes: 32_768,
  headerFields: 256,
  startLineLength: 4_096,
  headerValueLength: 16_384,
  methodLength: 64,
  callIdLength: 512,
  tagLength: 512,
  branchLength: 512,
  parameters: 64,
  listValues: 64,
} as const
