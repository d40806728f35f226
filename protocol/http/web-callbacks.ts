import { type Static, Type } from 'typebox'
import { Empty, instant } from './fields.ts'

/** What a customer asks for on a web page, without a sign-in: to be called. */

/** As a page knows it that lets people call: the number that it would call. */
const dialed = Type.String({ minLength: 1, maxLength: 64 })
/** Made by the page of chance, kept by it, and shown to nobody: whoever has it may look at the callback and take it back. */
const token = Type.String({ pattern: '^[0-9a-f]{32}$', maxLength: 32 })

export const WebCallbackWindow = Type.Object({ from: instant, until: instant })
export type WebCallbackWindow = Static<typeof WebCallbackWindow>
export const WebCallbackOffer = Type.Object({
  isOffered: Type.Boolean(),
  /** How long somebody would wait who asked now; absent: nobody knows, or he is not called today. */
  expected: Type.Optional(Type.Object({ lowMs: Type.Integer(), likelyMs: Type.Integer(), highMs: Type.Integer() })),
  /** When customers are called, from now on; none where it is not offered. */
  windows: Type.Array(WebCallbackWindow),
})
export type WebCallbackOffer = Static<typeof WebCallbackOffer>

export const AskWebCallback = Type.Object({
  number: dialed,
  token,
  /** As a person writes it; read as a number of the installation's country where it says none. */
  phone: Type.String({ minLength: 2, maxLength: 40 }),
  name: Type.Optional(Type.String({ maxLength: 120 })),
  /** Absent: as soon as it is his turn. */
  notBefore: Type.Optional(instant),
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 20 })),
})
export type AskWebCallback = Static<typeof AskWebCallback>

export const WebCallbackState = Type.Object({
  /** `open`: he will be called. `calling`: his telephone rings, or he talks. */
  state: Type.Union([
    Type.Literal('open'),
    Type.Literal('calling'),
    Type.Literal('reached'),
    Type.Literal('given-up'),
    Type.Literal('cancelled'),
  ]),
  /** Not before then; absent: when it is his turn. */
  dueAt: Type.Optional(instant),
})
export type WebCallbackState = Static<typeof WebCallbackState>
export const WebCallbackToken = Type.Object({ token })
export type WebCallbackToken = Static<typeof WebCallbackToken>

export const webCallbackRoutes = {
  webCallbackOffer: {
    method: 'GET',
    path: '/web-callbacks',
    permission: null,
    summary: 'Whether whoever would call this number can be called instead, and when',
    query: Type.Object({ number: dialed }),
    answer: WebCallbackOffer,
  },
  askWebCallback: {
    method: 'POST',
    path: '/web-callbacks',
    permission: null,
    summary: 'Ask on a web page to be called; asked again with the same token it answers the same',
    body: AskWebCallback,
    answer: WebCallbackState,
  },
  webCallbackState: {
    method: 'POST',
    path: '/web-callbacks/state',
    permission: null,
    summary: 'What became of a callback that was asked for on a web page',
    body: WebCallbackToken,
    answer: WebCallbackState,
  },
  withdrawWebCallback: {
    method: 'POST',
    path: '/web-callbacks/withdraw',
    permission: null,
    summary: 'Call him no more who asked for it on a web page',
    body: WebCallbackToken,
    answer: Empty,
  },
} as const
