import { createReadStream } from 'node:fs'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { AwsV4Signer } from 'aws4fetch'
import { failure, type Result, success } from '#kernel/result.ts'
import { isKey, type ObjectStore } from './objects.ts'
import type { StorageFailure } from './outcomes.ts'

export interface S3Options {
  /** Scheme, host and port. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** Put before each key; empty, or folders with a slash at the end. */
  readonly prefix: string
  readonly accessKey: string
  readonly secret: string
  /** The bucket in the path, not in the name of the host. */
  readonly isPathStyle: boolean
  /** Without a byte for so long, a request has failed: 30 s by default. */
  readonly silentAfterMs?: number
}

/** SHA-256 of nothing. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** Amazon's own bound for an object that goes up in one request. */
const mostBytes = 5 * 1024 ** 3
const namedSha256 = 'x-amz-meta-sha256'

/**
 * Objects of an S3-compatible store, each request signed (AWS Signature Version 4). A file goes up in one request whose
 * signature covers the SHA-256 of its body, so that the store refuses what is not the file; the store's own word of its
 * length and of the sum that was stored beside it is asked for afterwards.
 */
export function s3Objects(options: S3Options): ObjectStore {
  const { endpoint, region, bucket, prefix, accessKey, secret, isPathStyle } = options

  function urlOf(key: string): URL {
    const url = new URL(endpoint)
    if (!isPathStyle) url.hostname = `${bucket}.${url.hostname}`
    url.pathname = isPathStyle ? `/${bucket}/${prefix}${key}` : `/${prefix}${key}`
    return url
  }

  async function ask(
    method: 'GET' | 'HEAD' | 'PUT' | 'DELETE',
    key: string,
    more: { readonly headers?: Record<string, string>; readonly sha256?: string; readonly path?: string } = {},
  ): Promise<Result<IncomingMessage, StorageFailure>> {
    if (!isKey(key)) return failure({ kind: 'invalid-id' })
    const url = urlOf(key)
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      headers: { ...more.headers, 'x-amz-content-sha256': more.sha256 ?? emptySha256 },
      accessKeyId: accessKey,
      secretAccessKey: secret,
      service: 's3',
      region,
    }).sign()
    const headers = Object.fromEntries(signed.headers.entries())
    const begin = url.protocol === 'https:' ? tlsRequest : plainRequest
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const sending = begin(signed.url, { method, headers, timeout: options.silentAfterMs ?? 30_000 }, resolve)
        sending.on('timeout', () => sending.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
        sending.on('error', reject)
        // What goes wrong with the file ends the request, and that rejects.
        if (more.path !== undefined)
          pipeline(createReadStream(more.path), sending).catch((error: Error) => sending.destroy(error))
        else sending.end()
      })
      const status = answer.statusCode ?? 0
      if (status >= 200 && status < 300) return success(answer)
      answer.resume()
      return failure(failureOf(status))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      return failure({ kind: 'io', code })
    }
  }

  async function head(key: string): Promise<Result<{ bytes: number; sha256: string | undefined }, StorageFailure>> {
    const answer = await ask('HEAD', key)
    if (!answer.ok) return answer
    answer.value.resume()
    const bytes = Number(answer.value.headers['content-length'])
    const sha256 = answer.value.headers[namedSha256]
    if (!Number.isSafeInteger(bytes)) return failure({ kind: 'io', code: 'no-length' })
    return success({ bytes, sha256: typeof sha256 === 'string' ? sha256 : undefined })
  }

  return {
    kind: 's3',
    async size(key) {
      const found = await head(key)
      return found.ok ? success(found.value.bytes) : found
    },

    async read(key, start, end) {
      const answer = await ask('GET', key, { headers: { range: `bytes=${start}-${end}` } })
      if (!answer.ok) return answer
      // A store that answers with the whole object has not understood what was asked of it.
      if (answer.value.statusCode === 206) return success(answer.value)
      answer.value.destroy()
      return failure({ kind: 'io', code: 'no-ranges' })
    },

    async put(key, path, { bytes, sha256 }) {
      if (bytes > mostBytes) return failure({ kind: 'io', code: 'too-long' })
      const headers = { 'content-length': String(bytes), [namedSha256]: sha256 }
      const sent = await ask('PUT', key, { headers, sha256, path })
      if (!sent.ok) return sent
      sent.value.resume()
      const kept = await head(key)
      if (!kept.ok) return kept
      return kept.value.bytes === bytes && kept.value.sha256 === sha256
        ? success(undefined)
        : failure({ kind: 'damaged' })
    },

    async delete(key) {
      const gone = await ask('DELETE', key)
      if (gone.ok) gone.value.resume()
      else if (gone.error.kind !== 'not-found') return gone
      // Its own word: a bucket that keeps versions, or a cache, may still show it.
      const still = await head(key)
      if (still.ok) return failure({ kind: 'io', code: 'still-there' })
      return still.error.kind === 'not-found' ? success(undefined) : still
    },
  }
}

function failureOf(status: number): StorageFailure {
  if (status === 404) return { kind: 'not-found' }
  // 507: a store of ours whose disks are full; 429, 503: asked too often.
  if (status === 507) return { kind: 'disk-full' }
  if (status === 429 || status === 503) return { kind: 'overloaded' }
  return { kind: 'io', code: `status-${status}` }
}
