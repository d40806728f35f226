import { type HeaderField, HeaderList } from '../message/header-list.ts'
import type { SipRequest } from '../message/message.ts'

/** What an ACK (17.1.1.3) and a CANCEL (9.1) share with their INVITE: top Via, Route, From, Call-ID and CSeq number. */
export function copyForHop(original: SipRequest, method: 'ACK' | 'CANCEL', to: string): HeaderList {
  const fields: HeaderField[] = []
  let hasVia = false
  for (const field of original.headers.fields) {
    const [name, value] = field
    if (name === 'via') {
      if (!hasVia) fields.push(field)
      hasVia = true
    } else if (name === 'to') fields.push(['to', to])
    else if (name === 'cseq') fields.push(['cseq', `${value.split(' ')[0]} ${method}`])
    else if (name === 'route' || name === 'from' || name === 'call-id' || name === 'max-forwards') fields.push(field)
  }
  return new HeaderList(fields)
}
