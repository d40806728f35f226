import { failure, type Result, success } from '#kernel/result.ts'
import { mostEngineBytes, type TtsFailure, type TtsProvider } from './tts-provider.ts'

export interface HttpSpeechOptions {
  /** The whole address, such as `https://speech.example/v1/audio/speech`. */
  readonly url: string
  /** Sent as a bearer token; absent: none is asked for. */
  readonly key?: string
  readonly model: string
  /** The voice of each language; `*` speaks those that are not named. */
  readonly voices: ReadonlyMap<string, string>
}

const longestMs = 60_000

/** Any server that speaks OpenAI's `POST /v1/audio/speech`: `{ model, input, voice, response_format }`, answered with a file. */
export function httpSpeech({ url, key, model, voices }: HttpSpeechOptions): TtsProvider {
  const voiceOf = (language: string) => {
    const voice = voices.get(language) ?? voices.get(language.split('-', 1)[0] ?? '') ?? voices.get('*')
    return voice === undefined ? undefined : `${new URL(url).host} ${model} ${voice}`
  }
  return {
    engine: 'http',
    voiceOf,
    async speak(words, language): Promise<Result<Uint8Array, TtsFailure>> {
      const voice = voices.get(language) ?? voices.get(language.split('-', 1)[0] ?? '') ?? voices.get('*')
      if (voice === undefined) return failure({ kind: 'no-voice' })
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
          body: JSON.stringify({ model, input: words, voice, response_format: 'wav' }),
          // Elsewhere than where we were told to, our key is nobody's business.
          redirect: 'error',
          signal: AbortSignal.timeout(longestMs),
        })
        if (!response.ok) return failure(await refusalOf(response))
        return await bytesOf(response)
      } catch (error) {
        return failure({ kind: 'unavailable', cause: causeOf(error) })
      }
    },
  }
}

/** 429 and 5xx may pass; anything else will be answered the same again. */
async function refusalOf(response: Response): Promise<TtsFailure> {
  const { status } = response
  await response.body?.cancel()
  const kind = status === 429 || status >= 500 ? 'unavailable' : 'refused'
  return { kind, cause: `it answered ${status}` }
}

async function bytesOf(response: Response): Promise<Result<Uint8Array, TtsFailure>> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > mostEngineBytes) return failure({ kind: 'refused', cause: 'its answer has no end' })
    parts.push(part)
  }
  return bytes === 0 ? failure({ kind: 'refused', cause: 'its answer is empty' }) : success(Buffer.concat(parts))
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message
}
