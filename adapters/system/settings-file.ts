import { failure, type Result, success } from '#kernel/result.ts'

/**
 * Reads `NAME=value` lines. Blank lines and lines that start with `#` are skipped; a value may stand in single or double
 * quotes, which are dropped. The last of two lines with one name wins. Fails with a sentence for each line it cannot read.
 */
export function parseSettingsFile(text: string, path: string): Result<Map<string, string>, string[]> {
  const values = new Map<string, string>()
  const problems: string[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const match = /^([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/.exec(line)
    const [, name, value] = match ?? []
    if (name === undefined || value === undefined) {
      problems.push(`Line ${index + 1} of ${path} is not NAME=value.`)
    } else {
      values.set(name, /^(["']).*\1$/.test(value) && value.length >= 2 ? value.slice(1, -1) : value)
    }
  }
  return problems.length === 0 ? success(values) : failure(problems)
}
