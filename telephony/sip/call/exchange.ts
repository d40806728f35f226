/**
 * How far the first offer and answer have come (RFC 3261 13.2.1): `theyOwe` and `weOwe` wait for an offer that an INVITE without
 * one left to its callee. Until it is settled nobody offers anything else (RFC 3311 5).
 */
export type Exchange = 'weOffered' | 'theyOffered' | 'weOwe' | 'theyOwe' | 'settled'
