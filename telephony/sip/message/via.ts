import { failure, type Result, success } from '#kernel/result.ts'
import type { Flow } from '../flow.ts'
import { messageLimits } from './message-limits.ts'
import { type Parameters, parseParameters, serializeParameters } from './parameters.ts'
import { bracketed, hostPortOf } from './uri.ts'

/** One Via value. RFC 3261 20.42. */
export interface Via {
  /** Upper case: UDP, TCP, TLS… */
  readonly transport: string
  readonly host: string
  readonly port?: number
  readonly parameters: Parameters
}

/** RFC 3261 8.1.1.7: a branch that begins so is unique across space and time. */
export const branchCookie = 'z9hG4bK'

const viaShape =
  /^SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]{1,32})[ \t]+(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9\-_.]+)(?:[ \t]*:[ \t]*(\d{1,5}))?[ \t]*((?:;.*)?)$/is

export function parseVia(value: string): Result<Via, string> {
  const match = viaShape.exec(value)
  if (match === null) return failure('Via is malformed')
  const hostPort = hostPortOf(match[2] as string, match[3])
  if (hostPort === undefined) return failure('the address in Via is malformed')
  const parameters = parseParameters(match[4] as string)
  if (!parameters.ok) return failure('a parameter of Via is malformed')
  if ((parameters.value.get('branch')?.length ?? 0) > messageLimits.branchLength)
    return failure('the branch is too long')
  return success({ transport: (match[1] as string).toUpperCase(), ...hostPort, parameters: parameters.value })
}

export function serializeVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`
  return `SIP/2.0/${via.transport} ${bracketed(via.host)}${port}${serializeParameters(via.parameters)}`
}

/** Our own Via. RFC 3581 3: always asks for symmetric responses. @param sentBy `host:port` */
export function viaOn(flow: Flow, sentBy: string, branch: string): string {
  return `SIP/2.0/${flow.transport.toUpperCase()} ${sentBy};branch=${branch};rport`
}

/** A branch made by RFC 3261's rule. The bare cookie says nothing (RFC 4475 3.2.1). */
export function uniqueBranch(via: Via): string | undefined {
  const branch = via.parameters.get('branch')
  if (branch === undefined || branch.length <= branchCookie.length) return undefined
  return branch.slice(0, branchCookie.length).toLowerCase() === branchCookie.toLowerCase() ? branch : undefined
}

/** `sent-by` with its default port, as a key. */
export function sentBy(via: Via): string {
  return `${via.host}:${via.port ?? defaultPorts[via.transport] ?? 5060}`
}

/** RFC 3261 18.2.2 and RFC 7118 5.2. */
const defaultPorts: Readonly<Record<string, number>> = { TLS: 5061, WS: 80, WSS: 443 }
