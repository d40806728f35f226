import type { HeaderList } from './header-list.ts'
import { octets, readable } from './octet-text.ts'
import { parseParameters, quote, unquote } from './parameters.ts'

/** RFC 3326: why a call ended, as the network behind the peer says it. */
export interface Reason {
  /** ITU-T Q.850 cause, 1-127. */
  readonly q850?: number
  /** A SIP status, e.g. 200 "Call completed elsewhere". */
  readonly sip?: number
  readonly text?: string
}

export function parseReason(headers: HeaderList): Reason | undefined {
  let reason: Reason | undefined
  for (const value of headers.list('reason')) {
    const match = /^([A-Za-z0-9.-]+)[ \t]*((?:;.*)?)$/s.exec(value)
    const parameters = match === null ? undefined : parseParameters(match[2] as string)
    if (match === null || parameters === undefined || !parameters.ok) continue
    const cause = Number(parameters.value.get('cause') ?? Number.NaN)
    const text = parameters.value.get('text')
    if (text !== undefined && reason?.text === undefined)
      reason = { ...reason, text: readable(unquote(text)).slice(0, 200) }
    const protocol = (match[1] as string).toLowerCase()
    if (protocol === 'q.850' && cause >= 1 && cause <= 127) reason = { ...reason, q850: cause }
    if (protocol === 'sip' && cause >= 100 && cause <= 699) reason = { ...reason, sip: cause }
  }
  return reason
}

/** Each protocol's word for it, one value each (RFC 3326 2). @returns undefined when there is nothing to say */
export function reasonText(of: Reason): string | undefined {
  const text = of.text === undefined ? '' : `;text=${quote(octets(of.text))}`
  const values: string[] = []
  if (of.sip !== undefined) values.push(`SIP;cause=${of.sip}${text}`)
  if (of.q850 !== undefined) values.push(`Q.850;cause=${of.q850}${of.sip === undefined ? text : ''}`)
  return values.length === 0 ? undefined : values.join(', ')
}
