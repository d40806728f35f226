import { prepareDataFolder } from '../data-folder.ts'
import { type Finding, problem, warning, well } from './finding.ts'

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    return problem('node', `this is Node ${version} and Parley needs 20.19 or newer: see https://nodejs.org.`)
  }
  if (major > 26) return warning('node', `this is Node ${version}; Parley is tried with 20.19 to 26.`)
  return well('node', `version ${version}.`)
}

/** A day of one busy line recorded in stereo takes about 1.4 GB. */
const comfortableBytes = 5 * 1_073_741_824

export function checkDisk(dataDir: string): Finding {
  const folder = prepareDataFolder(dataDir)
  if (!folder.ok) return problem('disk', folder.error)
  const free = `${(folder.value.freeBytes / 1_073_741_824).toFixed(1)} GB free for ${dataDir}`
  if (folder.value.freeBytes < comfortableBytes) return warning('disk', `${free}: recordings will fill that soon.`)
  return well('disk', `${free}.`)
}
