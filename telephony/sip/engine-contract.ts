import type { RandomBytes } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { Flow, SocketAddress, Transport } from './flow.ts'

/** Names one call of this engine, from `incomingCall` or `originate` to `callEnded`. Never used twice. */
declare const callBrand: unique symbol
export type CallHandle = string & { readonly [callBrand]: 'call' }

/** Names one OPTIONS that we sent. */
declare const probeBrand: unique symbol
export type ProbeHandle = string & { readonly [probeBrand]: 'probe' }

/** Names one registration that we keep at somebody else's registrar. */
declare const registrationBrand: unique symbol
export type RegistrationHandle = string & { readonly [registrationBrand]: 'registration' }

/** Names one transfer (REFER) that the far end of a call asked for. */
declare const referBrand: unique symbol
export type ReferHandle = string & { readonly [referBrand]: 'refer' }

/** How calls that come in are spoken with. */
export interface CalleeTerms {
  /** 100rel (RFC 3262) for who supports it; who demands it gets it always. `off`: not otherwise. Default 'supported'. */
  readonly reliableProvisional?: 'off' | 'supported' | 'required'
  /** A session timer (RFC 4028) of so many seconds where the caller proposes none; 0 or absent: none of ours. */
  readonly sessionExpiresS?: number
}

/** Whose an INVITE out of any dialog is, decided by the host before anything is built for it. */
export type CallerVerdict =
  /** One of our trunks: let in without a challenge. What it wants of its calls beats the engine's own options. */
  | ({ readonly kind: 'trunk'; readonly trunkId: string } & CalleeTerms)
  /** A stranger who calls what strangers may call. */
  | { readonly kind: 'guest' }
  /** Prove who you are: the same 401 for those we know and those we do not. */
  | { readonly kind: 'challenge' }
  | { readonly kind: 'refuse'; readonly status: number; readonly retryAfterS?: number }
  /** Not even an answer. */
  | { readonly kind: 'ignore' }

/** What the verdict is made of. */
export interface InviteSummary {
  readonly flow: Flow
  readonly fromUser: string
  readonly fromHost: string
  readonly requestUser: string
  readonly requestHost: string
  /** The Request-URI's parameters, lower-case: a trunk's registration marks its contact with one. */
  readonly requestParameters: ReadonlyMap<string, string>
  /** It brings an Authorization of ours to check. */
  readonly hasCredentials: boolean
}

/** One SIP message as it passed, for ladders and captures. */
export interface PassedMessage {
  readonly direction: 'in' | 'out'
  readonly flow: Flow
  readonly bytes: Uint8Array
  readonly sipCallId: string
  readonly atMs: number
}

/** What a BYE or CANCEL says of why (RFC 3326). */
export interface HangUpReason {
  /** ITU-T Q.850 cause, 1-127. */
  readonly q850?: number
  /** A SIP status: 200 tells a ringing phone that another took the call. */
  readonly sip?: number
  readonly text?: string
}

/** What the digest check needs of an account. `ha1…` is the lower-case hex of H(user:realm:password). */
export interface SipAccount {
  readonly ha1Md5: string
  readonly ha1Sha256?: string
}

/** Each bound, with its default beside it in `default-limits.ts`. Past a bound the newcomer is refused, never the engine. */
export interface SipLimits {
  /** Calls in any state, both directions; the next INVITE gets 503 with Retry-After. */
  readonly maxCalls: number
  /** Transactions, finished ones that absorb retransmissions included. */
  readonly maxTransactions: number
  readonly maxRegisteredUsers: number
  readonly maxContactsPerUser: number
  readonly maxConnections: number
  /** A call may ring for so long before we CANCEL it (outgoing) or give up on our own composition (incoming, with 480). */
  readonly maxRingMs: number
  readonly minExpiresS: number
  readonly maxExpiresS: number
}

export interface SipEngineOptions {
  /** UTC milliseconds at creation; later times come with each call and never run backwards. */
  readonly nowMs: number
  /** Secure chance: tags, branches, Call-IDs, the nonce key. */
  readonly randomBytes: RandomBytes
  /** The sockets that the host has bound, in order of preference. */
  readonly localAddresses: readonly { readonly transport: Transport; readonly address: string; readonly port: number }[]
  /** Written into Via and Contact in place of the local address towards peers beyond private address space. */
  readonly publicAddress?: string
  /** For Server and User-Agent. */
  readonly userAgentName: string
  readonly realm: string
  /** Undefined: no such account. The peer is told the same in both cases. */
  findAccount(user: string): SipAccount | undefined
  /** Absent: every INVITE whose From is none of ours is a guest's. */
  judgeCaller?(invite: InviteSummary): CallerVerdict
  /**
   * Whom we know by the path alone: a trunk, a registered phone, a trusted address. Everybody else is a stranger: hears no
   * product name, gets silence for OPTIONS and for what is malformed, and over UDP never more bytes than
   * `guard/answer-budget.ts` allows until it has shown that it hears us. Absent: nobody is a stranger.
   */
  isPeer?(flow: Flow): boolean
  /** A stranger was asked for credentials, or sent what is no SIP: to be counted. Must be quick and must not throw. */
  strangerMet?(deed: 'challenged' | 'malformed', flow: Flow, method: string): void
  /** Whoever proves to be a user of ours reaches these however full or closed we are. */
  isEmergencyNumber?(number: string): boolean
  /** Each message in and out, parsed ones only; must be quick and must not throw. */
  messagePassed?(message: PassedMessage): void
  /** For callers without a verdict that says otherwise. */
  readonly calleeTerms?: CalleeTerms
  /** Requests longer than this go over TCP when the peer's transport was not fixed (RFC 3261 18.1.1). Default 1300. */
  readonly maxUdpRequestBytes?: number
  /** In the order in which they are offered. Default MD5 alone: many telephones give up at the sight of another. */
  readonly digestAlgorithms?: readonly ('SHA-256' | 'MD5')[]
  readonly limits?: Partial<SipLimits>
}

/** What to do, in the order given. */
export type SipAction =
  | { readonly kind: 'send'; readonly flow: Flow; readonly bytes: Uint8Array }
  /** The peer broke the framing or a bound: close this connection. `connectionClosed` need not be called for it. */
  | { readonly kind: 'close'; readonly flow: Flow }
  | { readonly kind: 'event'; readonly event: SipEvent }

/** A user part, display name and URI as they stood in a From, To or identity header. */
export interface CallParty {
  /** The decoded user part; empty when there is none. */
  readonly user: string
  readonly host: string
  readonly displayName: string
  /** The URI as it was written. */
  readonly uri: string
}

/** `remote`: BYE or CANCEL; `local`: our hang-up or rejection; `refused`: the peer's final response to our INVITE; `timeout`:
 *  no answer to a request or no ACK; `transport`: the connection or address failed; `protocol`: the peer broke the dialog. */
export type EndedBy = 'remote' | 'local' | 'refused' | 'timeout' | 'transport' | 'protocol'

export type SipEvent =
  | {
      readonly type: 'incomingCall'
      readonly call: CallHandle
      readonly from: CallParty
      readonly to: CallParty
      /** The decoded user part of the Request-URI: the number dialed. */
      readonly requestUser: string
      readonly requestUri: string
      /** Set when the INVITE was authenticated by digest. */
      readonly authenticatedUser?: string
      /** What `judgeCaller` said. */
      readonly verdict?: CallerVerdict
      /** A late offer may go out in a reliable 1xx: `progress` then takes an SDP although there is none here. */
      readonly takesEarlyOffer?: boolean
      /** The live call of ours whose place it takes (Replaces, RFC 3891); answer it and end that one. */
      readonly replaces?: CallHandle
      readonly sipCallId: string
      /** What is left of Max-Forwards; a call that goes on from here takes one less with it, so that loops end. */
      readonly maxForwards: number
      readonly flow: Flow
      /** The peer's offer; absent when it wants ours (late offer): then `answer` carries an offer. */
      readonly sdp?: Uint8Array
      /** Lower-case name to unfolded values: diversion, p-asserted-identity, p-preferred-identity, privacy, history-info,
       *  remote-party-id, user-agent, subject, alert-info, call-info and every x-… header. At most 32 values of 512 characters. */
      readonly headers: ReadonlyMap<string, readonly string[]>
    }
  /**
   * 101-199 to our INVITE. `sdp` is early media's description; when we made no offer it is the peer's, which came reliably and
   * wants its answer by `acknowledge`. `fork` names the early dialog: each has a description of its own.
   */
  | {
      readonly type: 'callProgress'
      readonly call: CallHandle
      readonly fork?: string
      readonly status: number
      readonly reason: string
      readonly sdp?: Uint8Array
    }
  /**
   * 2xx to our INVITE, from `fork`. The ACK is already on its way unless `sdp` is an offer, that is, unless we made none and took
   * none before. Without `sdp` what this fork said before holds.
   */
  | {
      readonly type: 'callAnswered'
      readonly call: CallHandle
      readonly fork?: string
      readonly sdp?: Uint8Array
      readonly flow: Flow
    }
  /** ACK to our 2xx (first INVITE or re-INVITE). `sdp` is the answer to the offer that our 2xx carried. */
  | { readonly type: 'callAcknowledged'; readonly call: CallHandle; readonly sdp?: Uint8Array }
  /** A destination of an outgoing call said 503, nothing in time, or cannot be reached; the next one, if there is one, is being tried. */
  | { readonly type: 'destinationFailed'; readonly call: CallHandle; readonly flow: Flow }
  /** The last event of a call, exactly one a call, whoever ended it. */
  | {
      readonly type: 'callEnded'
      readonly call: CallHandle
      readonly by: EndedBy
      /** The SIP status that says why, when there is one: ours or theirs; 487 for a cancelled call. */
      readonly status?: number
      readonly reason?: string
      /** From a Reason header (RFC 3326). */
      readonly q850?: number
      /** From Retry-After of a refusal, seconds. */
      readonly retryAfterS?: number
      /** None of the destinations took an outgoing call: 503, silence or no way. Another trunk may be tried (RFC 3263 4.3). */
      readonly mayTryElsewhere?: boolean
    }
  /**
   * A re-INVITE, an UPDATE or an offer in a PRACK; before the answer too, then from `fork`. Without `sdp` the peer wants our offer.
   * Answer with `answerOffer` or `refuseOffer`.
   */
  | { readonly type: 'remoteOffer'; readonly call: CallHandle; readonly fork?: string; readonly sdp?: Uint8Array }
  /** 2xx to our re-INVITE or UPDATE, a session refresh included; or the PRACK that answers our early offer. */
  | { readonly type: 'offerAnswered'; readonly call: CallHandle; readonly sdp?: Uint8Array }
  /** Our re-INVITE or UPDATE failed; the call goes on as it was. 491 is retried inside (RFC 3261 14.1) and reported only when it persists. */
  | { readonly type: 'offerRefused'; readonly call: CallHandle; readonly status: number }
  /** REFER inside the call (RFC 3515), answered 202 already. Say how it goes with `transferProgress`; a final status ends it. */
  | {
      readonly type: 'transferRequested'
      readonly call: CallHandle
      readonly refer: ReferHandle
      readonly target: CallParty
      /** The other call of ours that Replaces in Refer-To names (RFC 3891, 3892): put through to who is on it. */
      readonly replaces?: CallHandle
      readonly referredBy?: string
    }
  /** Each outcome of a registration of ours (RFC 3261 10.2). */
  | {
      readonly type: 'registrationResult'
      readonly registration: RegistrationHandle
      readonly state: 'registered' | 'refused' | 'unreachable' | 'removed'
      readonly status?: number
      readonly reason?: string
      readonly expiresAtMs?: number
      readonly nextTryAtMs?: number
      readonly flow?: Flow
    }
  /** Digits from INFO (application/dtmf-relay or application/dtmf). */
  | {
      readonly type: 'infoDigits'
      readonly call: CallHandle
      readonly digits: string
      readonly durationMs?: number
    }
  /** The user's bindings after a REGISTER, an expiry or a lost connection; empty: no longer registered. */
  | {
      readonly type: 'registrationChanged'
      readonly user: string
      readonly contacts: readonly RegisteredContact[]
    }
  /** Wrong credentials were offered: for logs and alarms. `isLocked`: further attempts from there are refused for a while. */
  | {
      readonly type: 'authenticationFailed'
      readonly user: string
      readonly flow: Flow
      readonly isLocked: boolean
    }
  /** The end of an OPTIONS that we sent; no status: nobody answered. */
  | { readonly type: 'probeEnded'; readonly probe: ProbeHandle; readonly status?: number }

export interface RegisteredContact {
  readonly uri: string
  readonly flow: Flow
  /** UTC milliseconds: its last REGISTER. */
  readonly sinceMs: number
  /** The proxies on the way to it (RFC 3327). */
  readonly path?: readonly string[]
  /** UTC milliseconds. */
  readonly expiresAtMs: number
  readonly userAgent?: string
}

/** One call of a user, as a colleague's lamp may show it. */
export interface UserCall {
  /** Unique among the user's calls. */
  readonly id: string
  /** Who made it, seen from the user. */
  readonly direction: 'initiator' | 'recipient'
  readonly state: 'early' | 'confirmed'
}

/** What telephones show of a user: busy lamps (RFC 4235), presence (RFC 3856), the message light (RFC 3842). */
export interface UserState {
  readonly calls: readonly UserCall[]
  readonly isAvailable: boolean
  readonly newMessages: number
  readonly oldMessages: number
}

/** Why a command could not be done. Nothing was sent. `unknownCall`: ended or never there; `wrongState`: not now. */
export type CommandRefusal =
  | 'unknownCall'
  | 'wrongState'
  | 'badUri'
  | 'notRegistered'
  | 'noRoute'
  | 'tooManyCalls'
  | 'badStatus'
  | 'badHeader'
export type CommandResult = Result<void, CommandRefusal>

export type CallTarget =
  /** `destination` is where to send; needed when the URI's host is a name. `flow` sends over a known path. */
  | {
      readonly kind: 'uri'
      readonly uri: string
      readonly destination?: SocketAddress & { readonly tlsName?: string; readonly localAddress?: string }
      readonly transport?: Transport
      readonly flow?: Flow
    }
  /** A user who registered here; `contactUri` picks one binding, else all of them ring (see `bindingsToRing`) and the first to answer has it. */
  | { readonly kind: 'registered'; readonly user: string; readonly contactUri?: string }

export interface OriginateRequest {
  readonly target: CallTarget
  /** User part of From. */
  readonly fromUser: string
  /** Host part of From; our own address when absent. */
  readonly fromHost?: string
  readonly displayName?: string
  /** Our offer. Absent: the peer offers in its 2xx and `acknowledge` carries the answer. */
  readonly sdp?: Uint8Array
  /** An offer for each telephone of a registered user: with it all of them ring, whatever their sound travels by. */
  sdpFor?(flow: Flow): Uint8Array | undefined
  /** What is sent in the place of `sdp`, which stands in it: a multipart that says more (SIPREC's metadata, RFC 7866). */
  readonly body?: SipBody
  /** Option tags that the callee must know (RFC 3261 20.32). */
  readonly requires?: readonly string[]
  /** What we are, as parameters of Contact (RFC 3840): `+sip.src`. */
  readonly contactFeatures?: readonly string[]
  readonly credentials?: DigestCredentials
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  /** Follow 3xx (RFC 3261 8.1.3.4): so often, at most 5, and to these hosts and the target's own only. Absent: never. */
  readonly redirects?: { readonly max: number; readonly hosts: readonly string[] }
  /** Default 70. */
  readonly maxForwards?: number
  /** CANCEL after so long without a final response. Default `limits.maxRingMs`. */
  readonly ringTimeoutMs?: number
  /** Tried in order: the next on 503, on silence for `failoverMs`, or when there is no way (RFC 3263 4.3). Beats `target.destination`. */
  readonly destinations?: readonly Destination[]
  /** Default timer B, 32 s; shortened where there is another destination. */
  readonly failoverMs?: number
  /** There is a way elsewhere when these destinations fail: `failoverMs` bounds the wait for the last of them too. */
  readonly hasWayElsewhere?: boolean
  /** An outbound proxy (RFC 3261 8.1.2), `sip:host;lr`: stands as the Route of what begins the call. */
  readonly route?: string
  /** User part of Contact, and parameters that come back in the Request-URI of requests to it. */
  readonly contactUser?: string
  /** 100rel (RFC 3262). Default 'supported'. */
  readonly reliableProvisional?: 'off' | 'supported' | 'required'
  /** Session-Expires that we propose (RFC 4028), seconds; 0 or absent: none. */
  readonly sessionExpiresS?: number
  /** A call for help: `limits` do not hold it. */
  readonly isEmergency?: boolean
}

/** A registration that we keep at somebody else's registrar (RFC 3261 10.2). */
export interface RegistrationRequest {
  /** Host part of the Request-URI, From and To: `example.net`, `example.net:5070`. */
  readonly domain: string
  /** User part of the address of record. */
  readonly user: string
  readonly credentials?: DigestCredentials
  /** What we ask for; the registrar may give less, or demand more (423). */
  readonly expiresS: number
  /** User part of Contact. */
  readonly contactUser: string
  /** Of Contact's URI: they come back in the Request-URI of calls that come over this registration. */
  readonly contactParameters?: ReadonlyMap<string, string>
  /** As in {@link OriginateRequest}. */
  readonly route?: string
  /** In order: the next on 503, silence or when there is no way. At least one. */
  readonly destinations: readonly Destination[]
  /** Silence of a destination for so long makes us try the next. Default timer F, 32 s. */
  readonly failoverMs?: number
}

export interface SipBody {
  /** Content-Type. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** One place to send a request to, after names have been looked up (RFC 3263). */
export interface Destination extends SocketAddress {
  readonly transport: Transport
  /** What a TLS certificate must name; absent: it is not checked. */
  readonly tlsName?: string
  /** The address of ours to send from; absent: the first that fits. */
  readonly localAddress?: string
  /** UDP was nobody's word: a request too long for a datagram may go over TCP (RFC 3261 18.1.1). */
  readonly mayChangeTransport?: true
}

export interface DigestCredentials {
  readonly user: string
  readonly password: string
}

export interface SipEngineCounts {
  readonly calls: number
  readonly transactions: number
  readonly dialogs: number
  readonly registeredUsers: number
  readonly connections: number
  readonly timers: number
  readonly messagesReceived: number
  readonly messagesRefused: number
}

/**
 * A SIP user agent, registrar and transaction user, without a socket or a clock. Each method queues actions;
 * **drain them with `takeActions()` after every call** and arm one timer for `nextTimerMs()`.
 */
export interface SipEngine {
  /** One datagram, or any piece of a TCP stream. Never throws, whatever the bytes. */
  receive(flow: Flow, bytes: Uint8Array, nowMs: number): void
  connectionOpened(flow: Flow, nowMs: number): void
  connectionClosed(flow: Flow, nowMs: number): void
  /** The host could not send (ICMP unreachable, connect failed): RFC 3261 17.1.4. */
  sendFailed(flow: Flow, nowMs: number): void
  /** Runs what is due. */
  advance(nowMs: number): void
  /** UTC milliseconds at which `advance` wants to be called; undefined: nothing is waiting. */
  nextTimerMs(): number | undefined
  takeActions(): SipAction[]

  /** New calls get 503 with Retry-After while closed; those that stand go on. `undefined` opens again. */
  setClosed(reason: { readonly retryAfterS: number } | undefined): void
  counts(): SipEngineCounts
  registeredContacts(user: string): readonly RegisteredContact[]
  /** What others' telephones show of the user from now on; undefined: the account is gone. */
  setUserState(user: string, state: UserState | undefined, nowMs: number): void
  /** The Call-ID of a live call, to find it in what `messagePassed` told. */
  sipCallId(call: CallHandle): string | undefined

  /** 101-199 to an incoming call: 180, or 183 with early media's SDP. */
  progress(call: CallHandle, status: number, sdp: Uint8Array | undefined, nowMs: number): CommandResult
  /** 200: the answer to the peer's offer, or our offer when it made none. */
  answer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult
  /** 300-699 to an incoming call. `callEnded` follows. */
  reject(
    call: CallHandle,
    status: number,
    how: { readonly reason?: string; readonly retryAfterS?: number; readonly q850?: number },
    nowMs: number,
  ): CommandResult
  /** BYE, CANCEL or 480, whichever the state asks for. `callEnded` (by `local`) is queued at once. */
  hangUp(call: CallHandle, how: HangUpReason, nowMs: number): CommandResult
  /** Answers `remoteOffer`. */
  answerOffer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult
  /** Refuses `remoteOffer`, normally with 488. The call goes on. */
  refuseOffer(call: CallHandle, status: number, nowMs: number): CommandResult
  /** Our re-INVITE, or UPDATE before the answer. `wrongState` while another offer is open in either direction. */
  offer(call: CallHandle, sdp: Uint8Array, nowMs: number, body?: SipBody): CommandResult
  /** The answer to the peer's offer in a 2xx or a reliable 1xx (only after `originate` without SDP): goes in ACK or PRACK. */
  acknowledge(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult
  /** How a transfer goes: NOTIFY with `status` (RFC 3515 2.4.5). A final one ends it; `wrongState` when it is over. */
  transferProgress(call: CallHandle, refer: ReferHandle, status: number, nowMs: number): CommandResult
  originate(request: OriginateRequest, nowMs: number): Result<CallHandle, CommandRefusal>
  /** Takes all bindings of a user of ours away; `registrationChanged` follows when there were any. Their calls go on. */
  forgetRegistrations(user: string, nowMs: number): void
  /** OPTIONS to `target`; `probeEnded` follows, after `silenceMs` (default 32 s) also without an answer. */
  options(target: CallTarget, nowMs: number, silenceMs?: number): Result<ProbeHandle, CommandRefusal>
  /** One digit by INFO with application/dtmf-relay, for a peer that does not take RFC 4733. */
  sendInfoDigit(call: CallHandle, digit: string, durationMs: number, nowMs: number): CommandResult

  /** Registers, refreshes at four fifths of what is granted and tries again after failures; `registrationResult` tells each outcome. */
  register(request: RegistrationRequest, nowMs: number): Result<RegistrationHandle, CommandRefusal>
  /** Names have been looked up again: for the next REGISTER. */
  setRegistrationDestinations(
    registration: RegistrationHandle,
    destinations: readonly Destination[],
    nowMs: number,
  ): void
  /** Sends the next REGISTER now: the registrar was away and is back. */
  refreshRegistration(registration: RegistrationHandle, nowMs: number): void
  /** Takes the binding away (Expires: 0) and tries no more; `registrationResult` with `removed` follows. */
  unregister(registration: RegistrationHandle, nowMs: number): void
}
