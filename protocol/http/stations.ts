import { type Static, Type } from 'typebox'
import { idField } from './fields.ts'

const sessionDescription = Type.String({ minLength: 10, maxLength: 65_536 })
/** Connects this browser as the agent's station, or swaps the transport under it after sleep or a change of network. */
export const ConnectStation = Type.Object({ offerSdp: sessionDescription })
export type ConnectStation = Static<typeof ConnectStation>
export const ConnectedStation = Type.Object({ stationId: idField('station'), answerSdp: sessionDescription })
export type ConnectedStation = Static<typeof ConnectedStation>

/** A call from a web page. Public: no sign-in; limited by address. */
export const StartWebCall = Type.Object({
  number: Type.String({ pattern: '^[0-9+*#]{1,32}$' }),
  offerSdp: sessionDescription,
  name: Type.Optional(Type.String({ maxLength: 120 })),
  language: Type.Optional(Type.String({ maxLength: 35 })),
})
export type StartWebCall = Static<typeof StartWebCall>
export const StartedWebCall = Type.Object({ webCallId: Type.String(), answerSdp: sessionDescription })
export type StartedWebCall = Static<typeof StartedWebCall>
