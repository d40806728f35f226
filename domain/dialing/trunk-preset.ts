/** The ready-made ways of connecting: what each sets, all of which may then be changed. */
export const trunkPresets = ['registration', 'address', 'secure', 'gateway', 'custom'] as const
export type TrunkPresetName = (typeof trunkPresets)[number]

/** The fields of a trunk that a preset fills; names and units as in the edge link's contract. */
export interface TrunkPresetFields {
  readonly transport: 'auto' | 'udp' | 'tcp' | 'tls'
  readonly registers: boolean
  readonly registerExpiresS: number
  readonly addresses: string[]
  readonly fromUser: 'account' | 'caller'
  readonly identityHeader: 'none' | 'pai' | 'ppi' | 'rpid'
  readonly diversionHeader: 'none' | 'diversion' | 'history-info'
  readonly numberFormat: 'e164' | 'e164-without-plus' | 'national' | 'as-dialed'
  readonly codecs: ('pcma' | 'pcmu' | 'g722' | 'opus')[]
  readonly dtmf: 'rfc4733' | 'info'
  readonly srtp: 'off' | 'optional' | 'required'
  readonly reliableProvisional: 'off' | 'supported' | 'required'
  readonly sessionExpiresS: number
  readonly maxCalls: number
  readonly keepAliveS: number
  readonly failoverMs: number
}

/** We know them, they know us: both sides by their addresses. */
const address: TrunkPresetFields = {
  transport: 'auto',
  registers: false,
  registerExpiresS: 600,
  addresses: [],
  fromUser: 'caller',
  identityHeader: 'pai',
  diversionHeader: 'diversion',
  numberFormat: 'e164',
  codecs: ['pcma', 'pcmu'],
  dtmf: 'rfc4733',
  srtp: 'off',
  reliableProvisional: 'supported',
  // RFC 4028 4: half an hour is the recommended interval.
  sessionExpiresS: 1800,
  maxCalls: 100,
  keepAliveS: 30,
  failoverMs: 4000,
}

export const presetFields: Readonly<Record<TrunkPresetName, TrunkPresetFields>> = {
  address,
  custom: address,
  /** An account: the From names it, the caller stands in P-Asserted-Identity (SIPconnect). Its router's NAT binding is kept open. */
  registration: { ...address, registers: true, fromUser: 'account', maxCalls: 30, keepAliveS: 25 },
  /** TLS and SRTP to a session border controller. */
  secure: { ...address, transport: 'tls', srtp: 'required', diversionHeader: 'history-info' },
  /** A box in the house with lines or SIM cards: few calls, numbers as they would be dialled on a telephone, no luxuries. */
  gateway: {
    ...address,
    transport: 'udp',
    identityHeader: 'none',
    diversionHeader: 'none',
    numberFormat: 'national',
    reliableProvisional: 'off',
    sessionExpiresS: 0,
    maxCalls: 4,
  },
}

/** What keeps a trunk from working at all, as a sentence; `undefined` when nothing does. */
export function whatTrunkLacks(trunk: {
  readonly registers: boolean
  readonly userName?: string | undefined
  readonly hasPassword: boolean
  readonly fromUser: 'account' | 'caller'
  readonly transport: string
  readonly srtp: string
}): string | undefined {
  if (trunk.registers && !trunk.userName) return 'A trunk that registers needs the user name of its account.'
  if (trunk.registers && !trunk.hasPassword) return 'A trunk that registers needs the password of its account.'
  if (trunk.fromUser === 'account' && !trunk.userName) {
    return 'The From header is to name the account, but there is no user name.'
  }
  // RFC 4568 7: keys in clear text protect nothing.
  if (trunk.srtp === 'required' && (trunk.transport === 'udp' || trunk.transport === 'tcp')) {
    return 'Encrypted sound needs the transport TLS: its keys stand in the signalling.'
  }
  return undefined
}
