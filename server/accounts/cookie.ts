import { absoluteLimitMs } from './sign-ins.ts'

export const signInCookie = 'parley_session'

/** The secret in the `Cookie` header, if there is one; the first one counts when there are several (RFC 6265 5.4). */
export function readSignInCookie(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 8192) return undefined
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === signInCookie) return pair.slice(equals + 1).trim()
  }
  return undefined
}

/**
 * The `Set-Cookie` value that signs a browser in. Scripts cannot read it, other sites cannot send it, and over HTTPS it
 * never travels in the clear.
 */
export const signedInCookie = (token: string, isHttps: boolean): string =>
  `${signInCookie}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${absoluteLimitMs / 1000}${isHttps ? '; Secure' : ''}`

/** The one that takes it back. */
export const signedOutCookie = (isHttps: boolean): string =>
  `${signInCookie}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${isHttps ? '; Secure' : ''}`
