import type { StreamPorts, StreamSocketListener } from './realtime-stream.ts'

/** The stream's ports in a browser. */
export const browserPorts = (troubled: () => void): StreamPorts => ({
  open(listener: StreamSocketListener) {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(`${scheme}//${location.host}/api/v1/stream`)
    socket.addEventListener('open', () => listener.opened())
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') listener.message(data)
    })
    socket.addEventListener('close', () => listener.closed())
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
      },
      close: () => socket.close(),
    }
  },
  nowMs: () => Date.now(),
  after(delayMs, deed) {
    const timer = setTimeout(deed, delayMs)
    return () => clearTimeout(timer)
  },
  chance: () => Math.random(),
  troubled,
})
