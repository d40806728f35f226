// Vitest's global set-up of the integration project: one embedded PostgreSQL for the run, thrown away after it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresAdminUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Below the system's temporary folder and not below the checkout: as root the server runs as a user who may not enter it.
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'))
  chmodSync(dataDir, 0o711)
  const binariesDir = join(tmpdir(), `parley-test-postgres-${process.getuid?.() ?? 0}`)
  const server = await startEmbeddedPostgres({ dataDir, binariesDir })
  if (!server.ok) throw new Error(server.error)
  project.provide('postgresAdminUrl', server.value.adminUrl)
  return async () => {
    await server.value.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
