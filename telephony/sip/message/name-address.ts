import { remembering } from '#kernel/remembering.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { octets, readable, trimWhite } from './octet-text.ts'
import { noParameters, type Parameters, parseParameters, quote, serializeParameters, unquote } from './parameters.ts'

/** From, To, Contact, Route and their like: a display name, a URI's text and the header's own parameters. */
export interface NameAddress {
  /** Octet text without its quotes. */
  readonly displayName: string
  readonly uri: string
  readonly parameters: Parameters
}

/**
 * RFC 3261 20.10 and 25.1. Without angle brackets everything after `;` belongs to the header and a `?` or `,` in the URI is
 * an error.
 */
export function parseNameAddress(value: string): Result<NameAddress, string> {
  return recentAddress(value)
}

/** Each message of a dialog brings the same From and To. */
const recentAddress = remembering(readNameAddress, { atLeast: 256, longest: 250 })

function readNameAddress(value: string): Result<NameAddress, string> {
  let displayName = ''
  let at = 0
  if (value.startsWith('"')) {
    const match = /^"(?:[^"\\]|\\[\s\S])*"/.exec(value)
    if (match === null) return failure('a quoted string does not end')
    displayName = unquote(match[0])
    at = match[0].length
    while (value[at] === ' ' || value[at] === '\t') at++
    if (value[at] !== '<') return failure('a display name is not followed by an address')
  } else {
    const bracket = value.indexOf('<')
    if (bracket < 0) return parseBareAddress(value)
    displayName = trimWhite(value.slice(0, bracket))
    // Tokens by the grammar; raw UTF-8 and parentheses because telephones write them.
    if (!/^[A-Za-z0-9\-.!%*_+`'~ \t()/\x80-\xff]*$/.test(displayName)) return failure('a display name needs quotes')
    at = bracket
  }
  const close = value.indexOf('>', at)
  if (close < 0) return failure('an angle bracket is not closed')
  const uri = value.slice(at + 1, close)
  if (uri === '' || /[\s<"]/.test(uri)) return failure('an address has spaces or is empty')
  const parameters = close + 1 === value.length ? success(noParameters) : parseParameters(value.slice(close + 1))
  return parameters.ok ? success({ displayName, uri, parameters: parameters.value }) : parameters
}

function parseBareAddress(value: string): Result<NameAddress, string> {
  const parametersStart = value.indexOf(';')
  const uri = (parametersStart < 0 ? value : value.slice(0, parametersStart)).trim()
  if (uri === '' || /[\s?,"]/.test(uri)) return failure('this address needs angle brackets')
  const parameters = parametersStart < 0 ? success(noParameters) : parseParameters(value.slice(parametersStart))
  return parameters.ok ? success({ displayName: '', uri, parameters: parameters.value }) : parameters
}

export function serializeNameAddress(address: NameAddress): string {
  const name = address.displayName === '' ? '' : `${quote(address.displayName)} `
  return `${name}<${address.uri}>${serializeParameters(address.parameters)}`
}

/** A From or To of our own making, from text a person wrote. */
export function nameAddressText(displayName: string | undefined, uri: string): string {
  const name = displayName === undefined ? '' : octets(readable(octets(displayName)))
  return serializeNameAddress({ displayName: name, uri, parameters: noParameters })
}
