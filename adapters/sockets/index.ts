/** UDP and TCP sockets, port pairs for RTP, and which way packets go. */
export * from './route.ts'
export * from './rtp-ports.ts'
export * from './tcp.ts'
export * from './udp.ts'
