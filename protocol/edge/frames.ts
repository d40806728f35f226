/**
 * A frame of the link carries one message, or several as a JSON list: they are heard in the list's order, each as if it
 * had come alone.
 * @param texts the JSON of each message, at least one
 */
export const frameOf = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] as string) : `[${texts.join(',')}]`

/** What a frame carries, of whatever shape it is; `undefined` for what is no JSON. */
export function messagesIn(frame: string): readonly unknown[] | undefined {
  try {
    const carried: unknown = JSON.parse(frame)
    return Array.isArray(carried) ? carried : [carried]
  } catch {
    return undefined
  }
}
