import { expect, it } from 'vitest'
import { RawPeer, requestText, sdpOffer } from '#tests/conformance/raw-peer.ts'

// What the fuzzers found, each told in the fewest messages.

it('says nothing more of a call that is over, though its early dialog still waits for the answer to our CANCEL', () => {
  const peer = new RawPeer()
  const call = peer.engine.originate(
    { target: { kind: 'uri', uri: 'sip:300@10.0.0.9' }, fromUser: '100', sdp: Buffer.from(sdpOffer) },
    peer.nowMs,
  )
  if (!call.ok) throw new Error(call.error)
  peer.run(10)
  const invite = peer.latest('INVITE')
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${invite.header(name)}`)
  const to = `${invite.header('To')};tag=fork`
  const ringing = ['SIP/2.0 183 X', ...copied, `To: ${to}`, 'Contact: <sip:300@10.0.0.9>', 'Content-Length: 0']
  peer.send(`${ringing.join('\r\n')}\r\n\r\n`)
  const info = (cseq: number) =>
    requestText({
      method: 'INFO',
      branch: `info${cseq}`,
      cseq,
      callId: invite.header('Call-ID'),
      from: to,
      to: invite.header('From'),
      extra: ['Content-Type: application/dtmf-relay'],
      body: 'Signal=5\nDuration=160\n',
    })
  peer.send(info(1))
  expect(peer.eventTypes).toEqual(['callProgress', 'infoDigits'])
  peer.engine.hangUp(call.value, {}, peer.nowMs)
  peer.run(10)
  peer.send(info(2))
  expect(peer.eventTypes).toEqual(['callProgress', 'infoDigits', 'callEnded'])
})
