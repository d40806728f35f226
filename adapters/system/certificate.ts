import 'reflect-metadata'
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { ensureFolder } from './folders.ts'
import { localIpv4Addresses } from './local-addresses.ts'

export interface CertificateFiles {
  readonly certificatePath: string
  readonly keyPath: string
  /** SHA-256 of the certificate, in pairs with colons: what a careful person compares with what the browser shows. */
  readonly fingerprint: string
  readonly madeNow: boolean
}

const dayMs = 86_400_000
/** Apple's systems refuse certificates that are valid for longer. */
const validDays = 825
const renewDays = 30

/**
 * A certificate that this machine signs for itself, so that browsers on other machines get a secure origin and with it the
 * microphone. Kept in `<dataDir>/certificate`; made anew when a name or address of this machine is missing from it or it has
 * less than 30 days left.
 * @param extraName a public address or name that others use
 */
export async function ensureOwnCertificate(
  dataDir: string,
  nowMs: number,
  extraName?: string,
): Promise<CertificateFiles> {
  const folder = join(dataDir, 'certificate')
  const certificatePath = join(folder, 'certificate.pem')
  const keyPath = join(folder, 'key.pem')
  const names = ownNames(extraName)
  if (existsSync(certificatePath) && existsSync(keyPath) && stillFits(certificatePath, names, nowMs)) {
    return { certificatePath, keyPath, fingerprint: fingerprintOf(certificatePath), madeNow: false }
  }
  ensureFolder(folder, 0o700)
  const { certificate, key } = await makeCertificate(names, nowMs)
  // Renamed into place, the key first: a crash between the two leaves a pair that does not match, which `stillFits` sees.
  replaceFile(keyPath, key, 0o600)
  replaceFile(certificatePath, certificate, 0o644)
  return { certificatePath, keyPath, fingerprint: fingerprintOf(certificatePath), madeNow: true }
}

/** What browsers may call this machine: RFC 6125 wants every one of them among the subject's alternative names. */
function ownNames(extraName: string | undefined): { dns: string[]; ip: string[] } {
  const isAddress = (name: string) => /^[\d.]+$|:/.test(name)
  const extra = extraName === undefined ? [] : [extraName]
  const dns = new Set(['localhost', hostname().toLowerCase(), ...extra.filter((name) => !isAddress(name))])
  return {
    dns: [...dns].filter((name) => /^[a-z0-9.-]+$/.test(name)),
    ip: [...localIpv4Addresses(), ...extra.filter(isAddress)],
  }
}

function stillFits(path: string, names: { dns: string[]; ip: string[] }, nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(readFileSync(path))
    const key = readFileSync(path.replace(/certificate\.pem$/, 'key.pem'), 'utf8')
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(certificate.validFrom) <= nowMs &&
      Date.parse(certificate.validTo) - nowMs > renewDays * dayMs &&
      names.dns.every((name) => certificate.checkHost(name) !== undefined) &&
      names.ip.every((address) => certificate.checkIP(address) !== undefined)
    )
  } catch {
    return false
  }
}

const fingerprintOf = (path: string): string => new X509Certificate(readFileSync(path)).fingerprint256

async function makeCertificate(
  names: { dns: string[]; ip: string[] },
  nowMs: number,
): Promise<{ certificate: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // The high bit must be clear (RFC 5280 4.1.2.2: a positive number).
      serialNumber: `4${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}0`,
      name: `CN=Parley on ${hostname().replace(/[^A-Za-z0-9.-]/g, '')}`,
      // An hour back, for clocks of other machines that are a little behind.
      notBefore: new Date(nowMs - 3_600_000),
      notAfter: new Date(nowMs + validDays * dayMs),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        // CA, so that people can trust it in the certificate stores that take only authorities (Android, iOS).
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...names.dns.map((value) => ({ type: 'dns', value }) as const),
          ...names.ip.map((value) => ({ type: 'ip', value }) as const),
        ]),
      ],
    },
    webcrypto,
  )
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const lines = pkcs8.match(/.{1,64}/g)?.join('\n') ?? ''
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  }
}

function replaceFile(path: string, text: string, mode: number): void {
  writeFileSync(`${path}.new`, text, { mode })
  renameSync(`${path}.new`, path)
}
