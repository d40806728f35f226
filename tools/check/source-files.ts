import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of ours: its path below the repository's root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** What is wrong, where, and what to do instead. */
export interface Refusal {
  readonly path: string
  /** From 1; undefined when the whole file is meant. */
  readonly line?: number
  readonly sentence: string
}

export const refusalLine = ({ path, line, sentence }: Refusal): string =>
  `${path}${line === undefined ? '' : `:${line}`}: ${sentence}`

/** The top folders that hold our sources. */
export const topFolders = [
  'kernel',
  'protocol',
  'domain',
  'telephony',
  'adapters',
  'edge',
  'server',
  'launcher',
  'web',
  'widget',
  'simulation',
  'tests',
  'tools',
] as const
export type TopFolder = (typeof topFolders)[number]

const skipped = new Set(['node_modules', 'dist', '.cache', 'coverage'])

/** Every file below `folders` whose name ends as one of `endings`, in order of their paths. */
export function readSources(root: string, folders: readonly string[], endings: readonly string[]): SourceFile[] {
  const files: SourceFile[] = []
  const walk = (path: string) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const inner = `${path}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) walk(inner)
      } else if (endings.some((ending) => entry.name.endsWith(ending))) {
        files.push({ path: inner, text: readFileSync(join(root, inner), 'utf8') })
      }
    }
  }
  const present = new Set(readdirSync(root))
  for (const folder of folders) if (present.has(folder)) walk(folder)
  return files
}

/** Whether a file serves tests alone: those may reach for whatever they exercise. */
export const isForTests = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || /(^|\/)(fixtures|testing)\//.test(path) || /(^|\/|-)testing\.tsx?$/.test(path)
