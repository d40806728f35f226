import type { CallContext } from './call/call-context.ts'
import { sdpType } from './call/response.ts'
import type { ProbeHandle } from './engine-contract.ts'
import { HeaderList } from './message/header-list.ts'
import { emptyBody } from './message/message.ts'
import type { ResolvedTarget } from './outgoing-target.ts'
import type { TimerEntry } from './timer-heap.ts'

/** RFC 3261 11.1: OPTIONS, to learn whether a trunk or phone is there. `probeEnded` follows. */
export function sendProbe(context: CallContext, target: ResolvedTarget, silenceMs: number | undefined): ProbeHandle {
  const probe = context.newTag() as ProbeHandle
  const contact = context.contactOn(target.flow)
  const headers = new HeaderList([
    ['max-forwards', '70'],
    ['from', `${contact};tag=${context.newTag()}`],
    ['to', `<${target.uri}>`],
    ['call-id', context.newTag()],
    ['cseq', '1 OPTIONS'],
    ['contact', contact],
    ['accept', sdpType],
    ['user-agent', context.productName],
  ])
  headers.addAll('route', target.routes ?? [])
  const request = { kind: 'request', method: 'OPTIONS', uri: target.uri, headers, body: emptyBody } as const
  let patience: TimerEntry<() => void> | undefined
  const end = (status?: number) => {
    context.cancelTimer(patience)
    context.emit({ type: 'probeEnded', probe, ...(status === undefined ? {} : { status }) })
  }
  const transaction = context.transactions.request(request, target.flow, {
    onResponse: (incoming) => {
      const status = incoming.response.status
      if (status >= 200) end(status)
    },
    onFailure: () => end(),
  })
  if (silenceMs !== undefined) {
    patience = context.after(silenceMs, () => {
      context.transactions.abandon(transaction)
      end()
    })
  }
  return probe
}
