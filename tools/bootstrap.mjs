#!/usr/bin/env node
// The door of every npm script: installs when the lockfile changed, builds when sources changed, then does what was asked.
// Nothing here may need an installed package or a syntax that an old Node cannot read, or it could not say its sentence.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Parley needs Node 20.19 or newer, and this is Node ${process.versions.node}: see https://nodejs.org.`)
  process.exit(1)
} else {
  import('./commands.mjs').then(({ runCommand }) => runCommand(process.argv[2], process.argv.slice(3)))
}
