import { TlsIdentity } from '#adapters/sockets/tls-identity.ts'
import { ensureOwnCertificate } from '#adapters/system/certificate.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { type Result, success } from '#kernel/result.ts'

/**
 * The certificate that SIP over TLS and secure WebSocket show: the one that was given, else this machine's own.
 * @returns undefined when TLS is off; a sentence for a person when the files cannot be used
 */
export async function openSipIdentity(of: {
  readonly tls: Settings['sip']['tls']
  readonly dataDir: string
  readonly publicAddress?: string | undefined
  readonly logger: Logger
  wallMs(): number
}): Promise<Result<TlsIdentity | undefined, string>> {
  const { tls, logger } = of
  if (tls === undefined) return success(undefined)
  const files = tls.certificate ?? (await ensureOwnCertificate(of.dataDir, of.wallMs(), of.publicAddress))
  return TlsIdentity.open({
    certificatePath: files.certificatePath,
    keyPath: files.keyPath,
    ...(tls.caPath === undefined ? {} : { caPath: tls.caPath }),
    isSupplied: tls.certificate !== undefined,
    requiresClientCertificate: tls.requiresClientCertificate,
    reloaded: (problem) => {
      if (problem === undefined) logger.info('New certificate files are in use for SIP over TLS')
      else logger.warn('Changed certificate files are not used for SIP over TLS', { problem })
    },
  })
}
