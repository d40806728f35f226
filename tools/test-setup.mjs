// What the tests need of the system: SIPp and baresip as other people's phones, Chromium as the browser, fonts for its pages,
// ip to make a second computer.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runChild } from './run-child.mjs'

/** Each need, the Debian package that fills it, and how to see that it is there. */
export const needs = [
  { what: 'SIPp', debianPackage: 'sip-tester', isThere: () => hasProgram('sipp') },
  { what: 'baresip', debianPackage: 'baresip-core', isThere: () => hasProgram('baresip') },
  { what: 'Chromium', debianPackage: 'chromium', isThere: () => hasProgram('chromium') },
  { what: 'ip (two computers joined by a cable)', debianPackage: 'iproute2', isThere: () => hasProgram('ip') },
  {
    what: 'fonts for Georgian and Persian',
    debianPackage: 'fonts-noto-core',
    isThere: () => hasFont('NotoSansGeorgian'),
  },
]

/** Installs what is missing where we may; elsewhere throws a sentence: a test that is skipped proves nothing. */
export async function ensureTestPackages() {
  const missing = needs.filter(({ isThere }) => !isThere())
  if (missing.length === 0) return
  const packages = missing.map(({ debianPackage }) => debianPackage)
  const names = missing.map(({ what }) => what).join(', ')
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`
  if (!hasProgram('apt-get') || process.getuid?.() !== 0) {
    throw refusal(
      `The tests need ${names}, and only root on Debian or Ubuntu may install that here: run \`sudo ${command}\`.`,
    )
  }
  console.error(`Installing ${packages.join(', ')} for the tests…`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, stdio: ['ignore', 'ignore', 'inherit'] }
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', ...packages]
  let code = await runChild('apt-get', install, { ...options, stdio: ['ignore', 'ignore', 'ignore'] })
  if (code !== 0) {
    // The package lists of a fresh machine are empty or old.
    await runChild('apt-get', ['update', '--quiet'], options)
    code = await runChild('apt-get', install, options)
  }
  const still = missing.filter(({ isThere }) => !isThere())
  if (code !== 0 || still.length > 0) {
    throw refusal(
      `The tests need ${still.map(({ what }) => what).join(', ') || names}, and \`${command}\` did not bring it: see above.`,
    )
  }
}

const refusal = (sentence) => Object.assign(new Error(sentence), { sentence })

function hasProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)))
}

function hasFont(name) {
  if (hasProgram('fc-list')) {
    const { stdout } = spawnSync('fc-list', { encoding: 'utf8' })
    if (stdout?.includes(name)) return true
  }
  const folder = '/usr/share/fonts/truetype/noto'
  return existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(name))
}
