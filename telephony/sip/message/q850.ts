/**
 * ITU-T Q.850 causes and SIP statuses. `toStatus` is RFC 3398 7.2.4.1 (what a gateway says when the telephone network refuses),
 * `toCause` RFC 3398 8.2.6.1 (what it tells that network when SIP refuses).
 */
const toStatus: Readonly<Record<number, number>> = {
  1: 404, // unallocated number
  2: 404, // no route to network
  3: 404, // no route to destination
  16: 480, // normal call clearing, which is BYE or CANCEL where a call or an INVITE stands
  17: 486, // user busy
  18: 408, // no user responding
  19: 480, // no answer from the user
  20: 480, // subscriber absent
  21: 403, // call rejected
  22: 410, // number changed
  23: 410, // redirection to new destination
  26: 404, // non-selected user clearing
  27: 502, // destination out of order
  28: 484, // address incomplete
  29: 501, // facility rejected
  31: 480, // normal, unspecified
  34: 503, // no circuit available
  38: 503, // network out of order
  41: 503, // temporary failure
  42: 503, // switching equipment congestion
  47: 503, // resource unavailable
  55: 403, // incoming calls barred within closed user group
  57: 403, // bearer capability not authorized
  58: 503, // bearer capability not presently available
  65: 488, // bearer capability not implemented
  70: 488, // only restricted digital information available
  79: 501, // service or option not implemented
  87: 403, // user not member of closed user group
  88: 503, // incompatible destination
  102: 504, // recovery on timer expiry
  111: 500, // protocol error
  127: 500, // interworking
}

const toCause: Readonly<Record<number, number>> = {
  400: 41,
  401: 21,
  402: 21,
  403: 21,
  404: 1,
  405: 63,
  406: 79,
  407: 21,
  408: 102,
  410: 22,
  413: 127,
  414: 127,
  415: 79,
  416: 127,
  420: 127,
  421: 127,
  423: 127,
  480: 18,
  481: 41,
  482: 25,
  483: 25,
  484: 28,
  485: 1,
  486: 17,
  // 7.2.1: an INVITE that its caller took back.
  487: 16,
  488: 127,
  500: 41,
  501: 79,
  502: 38,
  503: 41,
  504: 102,
  505: 127,
  513: 127,
  600: 17,
  603: 21,
  604: 1,
}

/** @returns the status that says what `cause` (1-127) does; RFC 3398: 500 when the table has none */
export function statusOfCause(cause: number): number {
  return toStatus[cause] ?? 500
}

/** @returns the cause that says what a refusal does; 31, normal and unspecified, when the table has none */
export function causeOfStatus(status: number): number {
  return toCause[status] ?? 31
}
