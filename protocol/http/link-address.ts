/** Addresses in other systems with places to be filled: what a template may say, and what becomes of it. Shared by the server, which refuses a wrong one, and the screens. */

/** Between braces. What is not known of a call is left empty. */
export const placeholders = [
  'number',
  'dialedNumber',
  'customer.id',
  'customer.name',
  'customer.email',
  'interactionId',
  'queue',
] as const
export type Placeholder = (typeof placeholders)[number]
export type LinkValues = Partial<Readonly<Record<Placeholder, string>>>

/**
 * `not-http`: another scheme, which could run a program or a script. `host`: whoever calls must not choose to whom the agent's
 * browser goes, so nothing is filled in before the first slash. `placeholder`: one that nobody knows.
 */
export type LinkProblem = 'not-http' | 'host' | 'placeholder' | 'malformed'

const place = /\{([^{}]*)\}/g

export function linkProblem(template: string): LinkProblem | undefined {
  const text = template.trim()
  const origin = /^https?:\/\/([^/?#\s]+)/i.exec(text)
  if (!/^https?:\/\//i.test(text)) return 'not-http'
  if (!origin) return 'malformed'
  if (/[{}@\\]/.test(origin[1] ?? '')) return 'host'
  const unknown = [...text.matchAll(place)].some(([, name]) => !placeholders.includes(name as Placeholder))
  if (unknown) return 'placeholder'
  const filled = text.replace(place, 'x')
  return /[{}\s]/.test(filled) || !URL.canParse(filled) ? 'malformed' : undefined
}

/** The address of one call: each value percent-encoded, so that it stays what it is wherever it stands. */
export const fillLink = (template: string, values: LinkValues): string =>
  template.trim().replace(place, (_, name: Placeholder) => encodeURIComponent(values[name] ?? ''))
