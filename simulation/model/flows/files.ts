import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { failure, type Result, success } from '#kernel/result.ts'

/** A model whose flows name files has the definitions themselves in their place. @param path the file of the model */
export function withFlowFiles(value: unknown, path: string): Result<unknown, string> {
  const { flows } = (value ?? {}) as { readonly flows?: unknown }
  if (!Array.isArray(flows)) return success(value)
  const read: unknown[] = []
  for (const [i, flow] of flows.entries()) {
    const name: unknown = flow?.definition
    if (typeof name !== 'string') {
      read.push(flow)
      continue
    }
    try {
      read.push({ ...flow, definition: JSON.parse(readFileSync(resolve(dirname(path), name), 'utf8')) })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return failure(
        `flows[${i}].definition names the file ${JSON.stringify(name)}, which cannot be read: ${reason}. Put it beside the model.`,
      )
    }
  }
  return success({ ...(value as object), flows: read })
}
