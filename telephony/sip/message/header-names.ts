/** RFC 3261 20 and the extensions' registrations: the one-letter forms. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
  j: 'reject-contact',
  n: 'identity-info',
}

/** The spellings that stand in RFCs and are not plain Capital-Case. */
const writtenForms: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'www-authenticate': 'WWW-Authenticate',
  'mime-version': 'MIME-Version',
  rseq: 'RSeq',
  rack: 'RAck',
  'min-se': 'Min-SE',
}

const seen = new Map<string, string>()
const seenLimit = 512

/** Lower case, compact forms written out. RFC 3261 7.3.1: names are case-insensitive; 7.3.3: compact forms. */
export function canonicalHeaderName(name: string): string {
  const known = seen.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  const canonical = lower.length === 1 ? (compactForms[lower] ?? lower) : lower
  // The cache is filled by strangers, so it is bounded; the names of real traffic are there first.
  if (seen.size < seenLimit && name.length <= 40) seen.set(name, canonical)
  return canonical
}

const written = new Map<string, string>()

/** The spelling to send. */
export function writtenHeaderName(canonical: string): string {
  const known = written.get(canonical)
  if (known !== undefined) return known
  const spelled = writtenForms[canonical] ?? canonical.replace(/(^|-)([a-z])/g, (part) => part.toUpperCase())
  if (written.size < seenLimit) written.set(canonical, spelled)
  return spelled
}
