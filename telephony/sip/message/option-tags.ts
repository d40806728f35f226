/** RFC 3261 27.1: the extensions that this user agent keeps, whoever requires them. */
export const supportedOptions = ['100rel', 'timer', 'replaces', 'norefersub'] as const

const known = new Set<string>(supportedOptions)

/** 8.2.2.3: what stands in Require and is none of ours. */
export function unknownOptions(required: readonly string[]): string[] {
  return required.filter((tag) => !known.has(tag.toLowerCase()))
}

/** Whether `tag` stands in a list of option tags or methods. */
export function lists(values: readonly string[], tag: string): boolean {
  return values.some((value) => value.toLowerCase() === tag.toLowerCase())
}
