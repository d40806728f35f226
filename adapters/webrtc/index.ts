/** WebRTC by libdatachannel: answers browsers' offers. */
export * from './peer.ts'
