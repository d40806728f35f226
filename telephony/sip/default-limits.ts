import type { SipLimits } from './engine-contract.ts'

export const defaultLimits: SipLimits = {
  maxCalls: 1_000,
  // A call takes two or three, and each stays for 32 s: about 3,000 calls a minute.
  maxTransactions: 100_000,
  maxRegisteredUsers: 10_000,
  maxContactsPerUser: 5,
  maxConnections: 5_000,
  maxRingMs: 180_000,
  // Phones behind address translators register every minute to keep the hole open.
  minExpiresS: 30,
  maxExpiresS: 3_600,
}
