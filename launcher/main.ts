import { packageVersion } from '#adapters/system/package-root.ts'
import { helpText, readCommandLine } from './command-line.ts'
import { runCommand } from './run-command.ts'

// PostgreSQL's own user must be able to pass through the folders that we make as root; what is secret gets its mode by name.
process.umask(0o022)

const line = readCommandLine(process.argv.slice(2))
if (line.kind === 'refused') {
  process.stderr.write(`${line.sentence}\n`)
  process.exitCode = 2
} else if (line.command === 'help') {
  process.stdout.write(helpText(line.args[0]))
} else if (line.command === 'version') {
  process.stdout.write(`parley ${packageVersion()}\n`)
} else {
  runCommand(line.command, line.args).then(
    (code) => {
      process.exitCode = code
    },
    (error: Error) => {
      process.stderr.write(`${error.stack ?? error}\n`)
      process.exitCode = 1
    },
  )
}
