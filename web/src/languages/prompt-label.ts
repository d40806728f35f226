import type { Prompt } from '#protocol/http/call-control.ts'

/** A prompt as people know it: an own one by what it is called, the others by its words, in their language or else in English; by its name where nobody wrote them down. */
export const promptLabel = ({ name, title, says }: Prompt, language: string): string =>
  title ?? says[language] ?? says.en ?? name
