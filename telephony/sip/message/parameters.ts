import { failure, type Result, success } from '#kernel/result.ts'
import { messageLimits } from './message-limits.ts'

/** `;name=value` parameters: lower-case names; a value keeps its quotes; undefined: a name alone. */
export type Parameters = ReadonlyMap<string, string | undefined>

export const noParameters: Parameters = new Map()

/** One step: optional white space, `;`, name, and perhaps `=` and a token, host or quoted string. */
const parameter =
  /[ \t]*;[ \t]*(?:([A-Za-z0-9\-.!%*_+`'~[\]:/&$]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\[\s\S])*"|[^\s;,"<>=]*(?:=[^\s;,"<>]*)?))?)?/y

/** @param text everything from the first `;` on; empty is fine */
export function parseParameters(text: string): Result<Parameters, string> {
  if (text === '') return success(noParameters)
  const found = new Map<string, string | undefined>()
  let at = 0
  while (at < text.length) {
    parameter.lastIndex = at
    const match = parameter.exec(text)
    if (match === null || match[0].length === 0) {
      if (text.slice(at).trim() === '') break
      return failure('a parameter is malformed')
    }
    at += match[0].length
    const name = match[1]?.toLowerCase()
    if (name === undefined) return failure('a parameter has no name')
    if (found.has(name)) return failure(`parameter ${name} is there twice`)
    if (found.size >= messageLimits.parameters) return failure('there are too many parameters')
    found.set(name, match[2])
  }
  return success(found)
}

export function serializeParameters(parameters: Parameters): string {
  let text = ''
  for (const [name, value] of parameters) text += value === undefined ? `;${name}` : `;${name}=${value}`
  return text
}

/** Contents of a quoted string, or the text itself. RFC 3261 25.1: a backslash quotes the next character. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  return text.slice(1, -1).replace(/\\([\s\S])/g, '$1')
}

export function quote(text: string): string {
  return `"${text.replace(/[\r\n]/g, ' ').replace(/["\\]/g, '\\$&')}"`
}
