import { localIpv4Addresses } from '#adapters/system/local-addresses.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { ReadyReport } from './child.ts'
import { type DemoPassword, isDemoPasswordRight } from './demo-password.ts'

export interface WelcomeFacts {
  readonly version: string
  readonly settings: Settings
  readonly report: ReadyReport
  /** Undefined with PARLEY_DEMO=0. */
  readonly demoPassword?: DemoPassword
  /** SHA-256 of the certificate that this machine signed for itself. */
  readonly ownFingerprint?: string
  readonly localAddresses?: readonly string[]
}

/** What the terminal says once everything runs: where the desk is, who signs in and how, what to dial. */
export function welcome(facts: WelcomeFacts): string {
  const { settings, report } = facts
  const origins = httpOrigins(settings, facts.localAddresses ?? localIpv4Addresses())
  const lines = [`Parley ${facts.version} is ready.`, '']
  const say = (label: string, values: readonly string[]) => {
    for (const [i, value] of values.entries()) lines.push(`  ${(i === 0 ? label : '').padEnd(12)} ${value}`)
  }
  say(
    'Desk',
    origins.map((origin) => `${origin}/`),
  )
  say(
    'Call page',
    origins.map((origin) => `${origin}/call`),
  )
  say(
    'SIP',
    settings.sip.hosts.map((host) => `sip:200@${host.includes(':') ? `[${host}]` : host}:${settings.sip.port}`),
  )
  // The core knows the address that it listens on, which may be the wildcard: nobody can open that.
  const setUp = report.setUpUrl === undefined ? undefined : new URL(report.setUpUrl)
  if (setUp !== undefined)
    say('Set-up', [`${origins[0]}${setUp.pathname}${setUp.search}`, '(once: it makes the first administrator)'])
  else if (facts.demoPassword === undefined) {
    say('Sign in', [
      'as before: there are people in the database already',
      'an empty one comes with another PARLEY_DATA_DIR, or PARLEY_DATABASE_URL',
    ])
  }
  if (facts.demoPassword !== undefined && report.demo !== 'absent')
    say('Sign in', signIn(facts.demoPassword, report.demo))
  if (facts.ownFingerprint !== undefined) {
    say('Certificate', [
      'made by this machine for itself, so browsers ask once; compare its SHA-256:',
      ...(facts.ownFingerprint.match(/.{1,48}/g) ?? []),
    ])
  }
  return `${lines.join('\n')}\n\n  Ctrl-C stops it.\n`
}

/** What `parley seed` says. */
export function seedOutcome({ report, demoPassword }: WelcomeFacts): string {
  if (report.demo !== 'seeded' || demoPassword === undefined) {
    return 'There are people in the database already: nothing was changed.'
  }
  return `The example organisation is in the database.\n${signIn(demoPassword, report.demo).join('\n')}`
}

function signIn({ password, origin }: DemoPassword, demo: ReadyReport['demo']): string[] {
  const people = ['aylin@demo.parley, levan@, reza@, zsofia@ (agents), samira@ (supervisor), admin@ (administrator)']
  if (!isDemoPasswordRight(demo, origin)) return [...people, 'with the password of the start that made them']
  const shown = origin === 'given' ? 'the one in PARLEY_DEMO_PASSWORD' : password
  return [...people, `password: ${shown}   (also of the SIP phones 701 to 709)`]
}

function httpOrigins({ http }: Settings, localAddresses: readonly string[]): string[] {
  const scheme = http.certificate === undefined ? 'http' : 'https'
  const isWildcard = http.host === '0.0.0.0' || http.host === '::'
  const hosts = isWildcard ? localAddresses : [http.host]
  return hosts.map((host) => `${scheme}://${host.includes(':') ? `[${host}]` : host}:${http.port}`)
}
