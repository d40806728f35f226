import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { Destination, OriginateRequest } from '#telephony/sip/index.ts'
import { identityFor, numberUri } from '#telephony/trunks/caller-identity.ts'
import { writeNumber } from '#telephony/trunks/number-writing.ts'
import { type LiveTrunk, routeTo } from './live-trunk.ts'
import { numberingPlanOf } from './numbering-plan.ts'

/** What the INVITE of a call over a trunk says, but for its description of sound. */
export function trunkRequest(
  trunk: LiveTrunk,
  command: EdgeCommandOf<'leg.originate'>,
  number: string,
  destinations: readonly Destination[],
  hasWayElsewhere: boolean,
): OriginateRequest {
  const { config } = trunk
  const plan = numberingPlanOf(config.region)
  const write = (one: string) => writeNumber(one, config.numberFormat, plan)
  const called = write(number)
  const caller = command.callerNumber === '' ? (config.defaultCallerNumber ?? '') : command.callerNumber
  const identity = identityFor(
    {
      domain: config.domain,
      ...(config.userName === undefined ? {} : { account: config.userName }),
      fromUser: config.fromUser,
      identityHeader: config.identityHeader,
      diversionHeader: config.diversionHeader,
    },
    {
      number: write(caller),
      ...(command.callerName === undefined ? {} : { name: command.callerName }),
      isHidden: command.isCallerHidden ?? false,
      calledNumber: called,
      ...(command.divertedFrom === undefined ? {} : { divertedFrom: write(command.divertedFrom) }),
    },
  )
  const { credentials } = trunk
  return {
    target: { kind: 'uri', uri: numberUri(called, config.domain) },
    fromUser: identity.fromUser,
    fromHost: identity.fromHost,
    ...(identity.displayName === undefined ? {} : { displayName: identity.displayName }),
    headers: identity.headers,
    ...(credentials === undefined ? {} : { credentials }),
    ringTimeoutMs: command.ringTimeoutMs,
    destinations,
    failoverMs: config.failoverMs,
    hasWayElsewhere,
    ...(command.isEmergency === true ? { isEmergency: true } : {}),
    ...(config.outboundProxy === undefined ? {} : { route: routeTo(config.outboundProxy) }),
    contactUser: trunk.contactUser,
    reliableProvisional: config.reliableProvisional,
    sessionExpiresS: config.sessionExpiresS,
    // Within the trunk's own domain alone: anywhere else would be somebody else's bill.
    redirects: { max: 5, hosts: [] },
  }
}
