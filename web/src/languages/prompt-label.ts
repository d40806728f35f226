import type { Prompt } from '#protocol/http/call-control.ts'

/** A prompt as people know it: by its words, in their language or else in English; by its name where nobody wrote them down. */
export const promptLabel = ({ name, says }: Prompt, language: string): string => says[language] ?? says.en ?? name
