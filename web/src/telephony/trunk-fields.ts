import type { ChangeTrunk, CreateTrunk, Trunk, TrunkPreset } from '#protocol/http/trunks.ts'
import { firstBad, linesOf, micros, moneyText, textOf, wholeNumber } from './lines.ts'

/** The fields of a trunk as the form holds them: texts, so that nothing that was typed is lost. */
export const trunkFieldKinds = {
  name: 'text',
  domain: 'text',
  outboundProxy: 'optional',
  transport: 'choice',
  registers: 'flag',
  userName: 'optional',
  authUserName: 'optional',
  registerExpiresS: 'count',
  addresses: 'lines',
  fromUser: 'choice',
  identityHeader: 'choice',
  diversionHeader: 'choice',
  numberFormat: 'choice',
  defaultCallerNumber: 'optional',
  codecs: 'codecs',
  dtmf: 'choice',
  srtp: 'choice',
  reliableProvisional: 'choice',
  sessionExpiresS: 'count',
  maxCalls: 'count',
  keepAliveS: 'count',
  failoverMs: 'count',
  costPerMinuteMicros: 'money',
} as const
export type TrunkField = keyof typeof trunkFieldKinds
export const trunkFieldNames = Object.keys(trunkFieldKinds) as TrunkField[]

export const trunkChoices = {
  transport: ['auto', 'udp', 'tcp', 'tls'],
  fromUser: ['account', 'caller'],
  identityHeader: ['none', 'pai', 'ppi', 'rpid'],
  diversionHeader: ['none', 'diversion', 'history-info'],
  numberFormat: ['e164', 'e164-without-plus', 'national', 'as-dialed'],
  codecs: ['pcma,pcmu', 'pcmu,pcma', 'pcma', 'pcmu', 'g722,pcma,pcmu', 'g722,pcmu,pcma', 'opus,g722,pcma,pcmu'],
  dtmf: ['rfc4733', 'info'],
  srtp: ['off', 'optional', 'required'],
  reliableProvisional: ['off', 'supported', 'required'],
} as const satisfies Partial<Record<TrunkField, readonly string[]>>

/** The ranges of the contract; a test holds them together. */
export const trunkRanges = {
  registerExpiresS: [30, 86_400],
  sessionExpiresS: [0, 86_400],
  maxCalls: [1, 100_000],
  keepAliveS: [0, 3600],
  failoverMs: [500, 32_000],
} as const satisfies Partial<Record<TrunkField, readonly [number, number]>>

/** What a preset asks for at first; all else is behind «More settings». */
export const askedByPreset: Readonly<Record<TrunkPreset, readonly (TrunkField | 'password')[]>> = {
  registration: ['name', 'domain', 'userName', 'password', 'defaultCallerNumber'],
  address: ['name', 'domain', 'addresses', 'defaultCallerNumber', 'maxCalls'],
  secure: ['name', 'domain', 'addresses', 'defaultCallerNumber'],
  gateway: ['name', 'domain', 'maxCalls', 'numberFormat'],
  custom: ['name', 'domain', 'transport', 'registers', 'userName', 'password', 'addresses', 'defaultCallerNumber'],
}
export const trunkPresets = Object.keys(askedByPreset) as TrunkPreset[]

export type TrunkDraft = Readonly<Record<TrunkField | 'password', string>> & {
  readonly preset: TrunkPreset
  readonly isActive: boolean
  readonly isPasswordForgotten: boolean
}

/** An empty text stands for the preset's word on a new trunk, and for nothing on an old one. */
export function trunkDraft(trunk: Trunk | undefined): TrunkDraft {
  const texts = Object.fromEntries(
    trunkFieldNames.map((name) => [name, trunk ? shown(trunkFieldKinds[name], trunk[name]) : '']),
  ) as Record<TrunkField, string>
  return {
    ...texts,
    password: '',
    preset: trunk?.preset ?? 'registration',
    isActive: trunk?.isActive ?? true,
    isPasswordForgotten: false,
  }
}

function shown(kind: (typeof trunkFieldKinds)[TrunkField], value: unknown): string {
  if (value === undefined) return ''
  if (kind === 'flag') return value ? 'yes' : 'no'
  if (kind === 'lines') return textOf(value as string[])
  if (kind === 'codecs') return (value as string[]).join(',')
  if (kind === 'money') return moneyText(value as number)
  return String(value)
}

function meant(kind: (typeof trunkFieldKinds)[TrunkField], text: string): unknown {
  if (kind === 'flag') return text === 'yes'
  if (kind === 'lines') return linesOf(text)
  if (kind === 'codecs') return text.split(',')
  if (kind === 'money') return micros(text)
  if (kind === 'count') return wholeNumber(text)
  return text.trim()
}

export type TrunkProblem = 'needed' | 'badForm' | readonly [number, number]

const hostForm = /^[A-Za-z0-9.:[\]-]+$/
const forms: Partial<Record<TrunkField, RegExp>> = {
  domain: hostForm,
  outboundProxy: hostForm,
  addresses: /^[0-9A-Fa-f.:]+(\/[0-9]{1,3})?$/,
  defaultCallerNumber: /^\+?[0-9]{1,31}$/,
}

/** What keeps the draft from being sent, by field. */
export function trunkProblems(
  draft: TrunkDraft,
  isNew: boolean,
): Partial<Record<TrunkField | 'password', TrunkProblem>> {
  const problems: Partial<Record<TrunkField | 'password', TrunkProblem>> = {}
  for (const name of trunkFieldNames) {
    const text = draft[name].trim()
    const kind = trunkFieldKinds[name]
    if (text === '') {
      const isNeeded = kind === 'text' || (!isNew && (kind === 'count' || kind === 'money'))
      if (isNeeded) problems[name] = 'needed'
      continue
    }
    const range = (trunkRanges as Partial<Record<TrunkField, readonly [number, number]>>)[name]
    const number = range && wholeNumber(text)
    if (range && (number === undefined || number < range[0] || number > range[1])) problems[name] = range
    const form = forms[name]
    if (form && firstBad(kind === 'lines' ? linesOf(text) : [text], form) !== undefined) problems[name] = 'badForm'
    if (kind === 'money' && (micros(text) ?? Number.POSITIVE_INFINITY) > 1_000_000_000) problems[name] = 'badForm'
  }
  if (isNew && draft.preset === 'registration') {
    if (draft.userName.trim() === '') problems.userName = 'needed'
    if (draft.password === '') problems.password = 'needed'
  }
  return problems
}

/** Only what was said: the preset fills in the rest. */
export function createTrunkBody(draft: TrunkDraft): CreateTrunk {
  const said = trunkFieldNames
    .filter((name) => draft[name].trim() !== '')
    .map((name) => [name, meant(trunkFieldKinds[name], draft[name])])
  return {
    ...Object.fromEntries(said),
    preset: draft.preset,
    ...(draft.isActive ? {} : { isActive: false }),
    ...(draft.password === '' ? {} : { password: draft.password }),
  } as CreateTrunk
}

/** Only what differs from what was read. */
export function changeTrunkBody(draft: TrunkDraft, trunk: Trunk): ChangeTrunk {
  const before = trunkDraft(trunk)
  const body: Record<string, unknown> = {}
  for (const name of trunkFieldNames) {
    const kind = trunkFieldKinds[name]
    if (draft[name].trim() === before[name].trim()) continue
    body[name] = kind === 'optional' && draft[name].trim() === '' ? null : meant(kind, draft[name])
  }
  if (draft.preset !== trunk.preset) body.preset = draft.preset
  if (draft.isActive !== trunk.isActive) body.isActive = draft.isActive
  if (draft.password !== '') body.password = draft.password
  else if (draft.isPasswordForgotten) body.password = null
  return body
}
