import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ensureOwnCertificate } from './certificate.ts'
import { localIpv4Addresses } from './local-addresses.ts'

const now = Date.UTC(2026, 10, 21)
const day = 86_400_000
const folders: string[] = []
const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-certificate-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('the certificate names this machine in every way in which a browser may call it', async () => {
  const files = await ensureOwnCertificate(freshFolder(), now, 'desk.example.org')
  const certificate = new X509Certificate(readFileSync(files.certificatePath))
  expect(certificate.checkHost('localhost')).toBe('localhost')
  expect(certificate.checkHost('desk.example.org')).toBe('desk.example.org')
  for (const address of localIpv4Addresses()) expect(certificate.checkIP(address)).toBe(address)
  expect(certificate.checkHost('elsewhere.example.org')).toBeUndefined()
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(statSync(files.keyPath).mode & 0o077).toBe(0)
})

test('it is kept from start to start, so that people trust it once', async () => {
  const folder = freshFolder()
  const first = await ensureOwnCertificate(folder, now)
  const second = await ensureOwnCertificate(folder, now + 700 * day)
  expect(second).toMatchObject({ fingerprint: first.fingerprint, madeNow: false })
})

test.each([
  ['when it is about to expire', now + 800 * day, undefined],
  ['when the machine has a new address', now, '198.51.100.7'],
])('it is made anew %s', async (_, atMs, extraName) => {
  const folder = freshFolder()
  const first = await ensureOwnCertificate(folder, now)
  const second = await ensureOwnCertificate(folder, atMs, extraName)
  expect(second.madeNow).toBe(true)
  expect(second.fingerprint).not.toBe(first.fingerprint)
})

test('a damaged file is replaced and not served', async () => {
  const folder = freshFolder()
  const first = await ensureOwnCertificate(folder, now)
  writeFileSync(first.keyPath, 'not a key')
  expect((await ensureOwnCertificate(folder, now)).madeNow).toBe(true)
})
