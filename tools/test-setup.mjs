// What the tests need of the system: SIPp and baresip as other people's phones, Kamailio as a telephone company, coturn as the way
// through a firewall, eSpeak NG as a voice, PocketSphinx as an ear, Swift as the store of recordings elsewhere, Chromium as the browser, fonts for its pages, ip to make a second computer.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runChild } from './run-child.mjs'

/** Each need, the Debian package that fills it, and how to see that it is there. */
export const needs = [
  { what: 'SIPp', debianPackage: 'sip-tester', isThere: () => hasProgram('sipp') },
  { what: 'eSpeak NG', debianPackage: 'espeak-ng', isThere: () => hasProgram('espeak-ng') },
  { what: 'PocketSphinx', debianPackage: 'pocketsphinx', isThere: () => hasProgram('pocketsphinx_continuous') },
  {
    what: 'PocketSphinx’s English',
    debianPackage: 'pocketsphinx-en-us',
    isThere: () => existsSync('/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict'),
  },
  { what: 'baresip', debianPackage: 'baresip-core', isThere: () => hasProgram('baresip') },
  { what: 'Chromium', debianPackage: 'chromium', isThere: () => hasProgram('chromium') },
  { what: 'coturn', debianPackage: 'coturn', isThere: () => hasProgram('turnserver'), service: 'coturn' },
  { what: 'Kamailio', debianPackage: 'kamailio', isThere: () => hasProgram('kamailio'), service: 'kamailio' },
  { what: "Kamailio's TLS", debianPackage: 'kamailio-tls-modules', isThere: () => hasKamailioModule('tls.so') },
  ...['proxy', 'account', 'container', 'object'].map((part) => ({
    what: `OpenStack Swift (${part})`,
    debianPackage: `swift-${part}`,
    isThere: () => hasProgram(`swift-${part}-server`),
    service: `swift-${part}`,
  })),
  {
    what: 'memcached, for Swift',
    debianPackage: 'memcached',
    isThere: () => hasProgram('memcached'),
    service: 'memcached',
  },
  { what: 'opusdec', debianPackage: 'opus-tools', isThere: () => hasProgram('opusdec') },
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
  const services = missing.map(({ service }) => service).filter((service) => service !== undefined)
  const code = await withoutServices(services, () => installPackages(install, options))
  const still = missing.filter(({ isThere }) => !isThere())
  if (code !== 0 || still.length > 0) {
    throw refusal(
      `The tests need ${still.map(({ what }) => what).join(', ') || names}, and \`${command}\` did not bring it: see above.`,
    )
  }
}

async function installPackages(install, options) {
  const code = await runChild('apt-get', install, { ...options, stdio: ['ignore', 'ignore', 'ignore'] })
  if (code === 0) return 0
  // The package lists of a fresh machine are empty or old.
  await runChild('apt-get', ['update', '--quiet'], options)
  return runChild('apt-get', install, options)
}

/** Debian starts a server as soon as it is installed, and at each boot; the tests want the program alone, and SIP's port free. */
async function withoutServices(services, deed) {
  const policy = '/usr/sbin/policy-rc.d'
  const isOurs = services.length > 0 && !existsSync(policy)
  if (isOurs)
    writeFileSync(policy, '#!/bin/sh\n# Nothing starts while the tests install what they need.\nexit 101\n', {
      mode: 0o755,
    })
  try {
    return await deed()
  } finally {
    if (isOurs) rmSync(policy, { force: true })
    for (const service of services) {
      if (hasProgram('systemctl')) spawnSync('systemctl', ['disable', '--now', service], { stdio: 'ignore' })
      else if (hasProgram('update-rc.d')) spawnSync('update-rc.d', [service, 'disable'], { stdio: 'ignore' })
    }
  }
}

const refusal = (sentence) => Object.assign(new Error(sentence), { sentence })

function hasProgram(name) {
  // Servers lie where an ordinary user's PATH does not look.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)))
}

function hasKamailioModule(file) {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => join('/usr/lib', name)) : []
  return [...folders, '/usr/lib64'].some((folder) => existsSync(join(folder, 'kamailio', 'modules', file)))
}

function hasFont(name) {
  if (hasProgram('fc-list')) {
    const { stdout } = spawnSync('fc-list', { encoding: 'utf8' })
    if (stdout?.includes(name)) return true
  }
  const folder = '/usr/share/fonts/truetype/noto'
  return existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(name))
}
