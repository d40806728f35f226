import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext, rootCertificates, type SecureContext, type SecureContextOptions } from 'node:tls'
import { failure, type Result, success } from '#kernel/result.ts'

export interface TlsFiles {
  /** PEM: our certificate and what leads to its authority. */
  readonly certificatePath: string
  readonly keyPath: string
  /** PEM: authorities that are believed besides the public ones; and the only ones that may sign clients' certificates. */
  readonly caPath?: string
  /** The certificate was given to us: then it is shown to servers that ask for one, too. One of our own making says nothing. */
  readonly isSupplied: boolean
}

export interface TlsIdentityOptions extends TlsFiles {
  /** A client without a certificate of `caPath`'s authorities is shown out. */
  readonly requiresClientCertificate?: boolean
  /** The files changed. With a sentence: they cannot be used, and the old ones stay in use. */
  readonly reloaded?: (problem: string | undefined) => void
}

/** How often the files are looked at. By path, not by handle: renewers rename files and turn links into place. */
const watchIntervalMs = 5000
const minVersion = 'TLSv1.2'

/**
 * Who we are over TLS and whom we believe: certificate, key and authorities from files. New files are taken without a
 * restart; connections that stand go on with the old ones.
 */
export class TlsIdentity {
  readonly #options: TlsIdentityOptions
  #asServer: SecureContextOptions
  #asClient: SecureContext
  readonly #servers: { setSecureContext(options: SecureContextOptions): void }[] = []

  private constructor(options: TlsIdentityOptions, loaded: Loaded) {
    this.#options = options
    this.#asServer = loaded.asServer
    this.#asClient = loaded.asClient
    for (const path of this.#paths) {
      watchFile(path, { interval: watchIntervalMs, persistent: false }, () => this.reload())
    }
  }

  /** @returns a sentence for a person when a file cannot be read or the pair does not match */
  static open(options: TlsIdentityOptions): Result<TlsIdentity, string> {
    const loaded = load(options)
    return loaded.ok ? success(new TlsIdentity(options, loaded.value)) : loaded
  }

  get asServer(): SecureContextOptions {
    return this.#asServer
  }

  get asClient(): SecureContext {
    return this.#asClient
  }

  get asksClients(): boolean {
    return this.#options.caPath !== undefined
  }

  get requiresClients(): boolean {
    return this.asksClients && this.#options.requiresClientCertificate === true
  }

  /** From now on `server` gets each new certificate as well. */
  keepCurrent(server: { setSecureContext(options: SecureContextOptions): void }): void {
    this.#servers.push(server)
  }

  /** Reads the files again; half of a pair that is being replaced does not match, and the other half's change comes next. */
  reload(): void {
    const loaded = load(this.#options)
    if (loaded.ok) {
      this.#asServer = loaded.value.asServer
      this.#asClient = loaded.value.asClient
      for (const server of this.#servers) server.setSecureContext(this.#asServer)
    }
    this.#options.reloaded?.(loaded.ok ? undefined : loaded.error)
  }

  get #paths(): string[] {
    const { certificatePath, keyPath, caPath } = this.#options
    return [certificatePath, keyPath, ...(caPath === undefined ? [] : [caPath])]
  }

  close(): void {
    for (const path of this.#paths) unwatchFile(path)
  }
}

interface Loaded {
  readonly asServer: SecureContextOptions
  readonly asClient: SecureContext
}

function load({ certificatePath, keyPath, caPath, isSupplied }: TlsFiles): Result<Loaded, string> {
  try {
    const cert = readFileSync(certificatePath)
    const key = readFileSync(keyPath)
    const ca = caPath === undefined ? undefined : readFileSync(caPath, 'utf8')
    const asServer: SecureContextOptions = { cert, key, minVersion, ...(ca === undefined ? {} : { ca }) }
    // Made once here only to see that it can be made.
    createSecureContext(asServer)
    const asClient = createSecureContext({
      minVersion,
      ...(isSupplied ? { cert, key } : {}),
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    })
    return success({ asServer, asClient })
  } catch (error) {
    const files = [certificatePath, keyPath, ...(caPath === undefined ? [] : [caPath])].join(', ')
    return failure(`The TLS files ${files} cannot be used: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
