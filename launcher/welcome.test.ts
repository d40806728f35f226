import { expect, test } from 'vitest'
import { readSettings } from '#adapters/system/settings.ts'
import { seedOutcome, type WelcomeFacts, welcome } from './welcome.ts'

function text(environment: Record<string, string>, over: Partial<WelcomeFacts> = {}): string {
  const settings = readSettings({ environment, localAddresses: () => ['127.0.0.1', '192.0.2.7'] })
  if (!settings.ok) throw new Error(settings.error.join())
  return welcome({
    version: '0.1.0',
    settings: settings.value,
    report: { type: 'ready', demo: 'seeded' },
    localAddresses: ['127.0.0.1', '192.0.2.7'],
    ...over,
  })
}

test('it says where the desk and the call page are, and what to dial on each address', () => {
  const said = text({})
  expect(said).toContain('http://127.0.0.1:8080/\n')
  expect(said).toContain('http://127.0.0.1:8080/call\n')
  expect(said).toContain('sip:200@127.0.0.1:5060\n')
  expect(said).toContain('sip:200@192.0.2.7:5060\n')
})

test('on all addresses it names each of them, over HTTPS with the fingerprint of its own certificate', () => {
  const files = { PARLEY_HTTP_CERTIFICATE: '/c', PARLEY_HTTP_KEY: '/k' }
  const said = text({ PARLEY_HTTP_HOST: '0.0.0.0', ...files }, { ownFingerprint: 'AB:CD' })
  expect(said).toContain('https://127.0.0.1:8080/\n')
  expect(said).toContain('https://192.0.2.7:8080/\n')
  expect(said).not.toContain('0.0.0.0')
  expect(said).toContain('AB:CD')
})

test('a password that was made is shown to those who need it', () => {
  const said = text({}, { demoPassword: { password: 'abcde-fghij-klmno', origin: 'made' } })
  expect(said).toContain('aylin@demo.parley')
  expect(said).toContain('abcde-fghij-klmno')
})

test('a password that was given is not repeated on the screen', () => {
  const said = text({}, { demoPassword: { password: 'correct horse', origin: 'given' } })
  expect(said).toContain('PARLEY_DEMO_PASSWORD')
  expect(said).not.toContain('correct horse')
})

test.each(['made', 'given'] as const)(
  'it never names a password (%s) that the people who were there before may not have',
  (origin) => {
    const demoPassword = { password: 'abcde-fghij-klmno', origin }
    const said = text({}, { demoPassword, report: { type: 'ready', demo: 'present' } })
    expect(said).not.toContain('abcde-fghij-klmno')
    expect(said).not.toContain('PARLEY_DEMO_PASSWORD')
  },
)

test('the set-up link leads to an address that can be opened', () => {
  const report = { type: 'ready', demo: 'absent', setUpUrl: 'http://0.0.0.0:8080/set-up?token=x' } as const
  expect(text({ PARLEY_HTTP_HOST: '0.0.0.0' }, { report })).toContain('http://127.0.0.1:8080/set-up?token=x\n')
})

test('without a set-up link and without demo people it says why, and how to have an empty installation', () => {
  const said = text({}, { report: { type: 'ready', demo: 'present' } })
  expect(said).toContain('people in the database already')
  expect(said).toContain('PARLEY_DATA_DIR')
})

test('a database without demo people is told of none', () => {
  const report = { type: 'ready', demo: 'absent', setUpUrl: 'http://127.0.0.1:8080/set-up/x' } as const
  const said = text({}, { report, demoPassword: { password: 'abcde-fghij-klmno', origin: 'made' } })
  expect(said).not.toContain('demo.parley')
  expect(said).toContain('http://127.0.0.1:8080/set-up/x')
})

test('seeding says what it did: made the people, or left those who are there', () => {
  const settings = readSettings({ environment: {} })
  if (!settings.ok) throw new Error(settings.error.join())
  const demoPassword = { password: 'abcde-fghij-klmno', origin: 'made' } as const
  const facts = { version: '0.1.0', settings: settings.value, demoPassword }
  expect(seedOutcome({ ...facts, report: { type: 'ready', demo: 'seeded' } })).toContain('abcde-fghij-klmno')
  expect(seedOutcome({ ...facts, report: { type: 'ready', demo: 'present' } })).toContain('nothing was changed')
})
