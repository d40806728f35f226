import type { AccessPolicy } from '#protocol/edge/access.ts'

/**
 * What holds until the first core has said what our numbers are: strangers may call short numbers, which cannot cost anything, and
 * nothing that could be a way out. This machine itself is trusted: a proxy in front or a newcomer's first softphone is no attacker.
 */
export const defaultPolicy: AccessPolicy = {
  areGuestsAllowed: true,
  ownNumbers: ['X', 'XX', 'XXX', 'XXXX', 'XXXXX'],
  trustedAddresses: ['127.0.0.0/8', '::1'],
  emergencyNumbers: ['112', '911', '999'],
  offencesBeforeBan: 5,
  offenceWindowS: 300,
  banS: 600,
  guestCallsPerSecond: 5,
  guestCallsAtOnce: 20,
  trunkCallsPerSecond: 200,
}
