import { Empty } from './fields.ts'
import { IceServers, StationChoice, StationChoices } from './phones.ts'
import { ConnectedStation, ConnectStation, StartedWebCall, StartWebCall } from './stations.ts'

/** What an agent talks through, and calls from web pages. */
export const stationRoutes = {
  connectStation: {
    method: 'PUT',
    path: '/me/station',
    permission: 'calls.take',
    summary: 'Connect this browser as the station',
    body: ConnectStation,
    answer: ConnectedStation,
  },
  closeStation: {
    method: 'DELETE',
    path: '/me/station',
    permission: 'calls.take',
    summary: 'Close the station',
    answer: Empty,
  },
  startWebCall: {
    method: 'POST',
    path: '/web-calls',
    permission: null,
    summary: 'Call from a web page',
    body: StartWebCall,
    answer: StartedWebCall,
    creates: true,
  },
  webCallIceServers: {
    method: 'GET',
    path: '/web-calls/ice-servers',
    permission: null,
    summary: "How a caller's browser finds a way to the telephony edge",
    answer: IceServers,
  },
  iceServers: {
    method: 'GET',
    path: '/me/ice-servers',
    permission: 'calls.take',
    summary: 'How this browser finds a way to the telephony edge',
    answer: IceServers,
  },
  stationChoices: {
    method: 'GET',
    path: '/me/station-choice',
    permission: 'calls.take',
    summary: 'What you can talk through',
    answer: StationChoices,
  },
  chooseStation: {
    method: 'PUT',
    path: '/me/station-choice',
    permission: 'calls.take',
    summary: 'Talk through the browser, a phone or an outside number',
    body: StationChoice,
    answer: StationChoices,
  },
} as const
