import { decodedUser, parseUri } from '../message/uri.ts'

/**
 * RFC 7616 3.4.6: the `uri` of the credentials is that of the request, or somebody on the way has signed credentials stand for
 * another request than its own: here, for a call to another number. RFC 3261 22.4 lets the two differ where a request was
 * forwarded, and telephones write them differently: with another host or port, with parameters or without, escaped, in angle
 * brackets, without a user. So only two different users are a difference.
 * @param uri of the credentials
 */
export function isSignedFor(uri: string, requestUri: string): boolean {
  if (uri === requestUri) return true
  const signed = userOf(uri)
  const requested = userOf(requestUri)
  return signed === '' || requested === '' || (signed !== undefined && signed === requested)
}

/** The user without its parameters (RFC 3261 19.1.6) and, where it is a number, its visual separators (RFC 3966 5.1.1). */
function userOf(text: string): string | undefined {
  const uri = parseUri(text.replace(/^<(.*)>$/s, '$1'))
  if (!uri.ok) return undefined
  const user = decodedUser(uri.value.user).split(';')[0] ?? ''
  return /^\+?[\d\-.()*#]+$/.test(user) ? user.replace(/[-.()]/g, '') : user
}
