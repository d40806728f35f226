import { packageVersion } from '#adapters/system/package-root.ts'

process.stdout.write(`parley ${packageVersion()}\n`)
