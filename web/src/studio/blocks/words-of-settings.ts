import type { DrawnBlock, DrawnJson } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'

/** The first thing that a card tells of how its block is set: what it says, or whom it names. */
export function gistOf(
  { settings }: DrawnBlock,
  languages: readonly string[],
  references: readonly FlowReference[],
): string {
  const found = firstOf(settings, languages, new Map(references.map(({ id, name }) => [id, name])))
  return found ?? ''
}

function firstOf(
  value: DrawnJson | undefined,
  languages: readonly string[],
  names: ReadonlyMap<string, string>,
): string | undefined {
  if (typeof value === 'string') return names.get(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (isWords(value)) {
    const words = (value as { words: Readonly<Record<string, string>> }).words
    return languages.map((language) => words[language]).find((text) => text) ?? Object.values(words)[0]
  }
  for (const part of Object.values(value)) {
    const found = firstOf(part, languages, names)
    if (found) return found
  }
  return undefined
}

const isWords = (value: object): boolean => 'kind' in value && value.kind === 'text' && 'words' in value
