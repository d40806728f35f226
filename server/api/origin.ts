/**
 * Whether a request that changes something, or opens the realtime stream, comes from our own pages (OWASP's CSRF defence by
 * origin). Browsers send `Origin` with every such request; programs without a browser send none and carry no cookie that
 * a foreign page could borrow, so a missing one passes unless `Sec-Fetch-Site` tells of another site.
 *
 * @param host what the browser typed: the `Host` header, or what a trusted proxy says it was
 */
export function isOwnOrigin(headers: {
  readonly origin?: string | undefined
  readonly host: string | undefined
  readonly secFetchSite?: string | undefined
}): boolean {
  if (headers.origin === undefined) {
    return (
      headers.secFetchSite === undefined || headers.secFetchSite === 'same-origin' || headers.secFetchSite === 'none'
    )
  }
  if (headers.host === undefined || !URL.canParse(headers.origin)) return false
  const origin = new URL(headers.origin)
  if (origin.protocol !== 'http:' && origin.protocol !== 'https:') return false
  // Both sides through the same parser, so that a default port or a capital letter makes no difference.
  const own = `${origin.protocol}//${headers.host}`
  return URL.canParse(own) && new URL(own).host === origin.host
}
