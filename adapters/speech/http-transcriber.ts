import { failure, type Result, success } from '#kernel/result.ts'
import { closestPhrase } from './closest-phrase.ts'
import type { Transcriber, TranscriberFailure } from './transcriber.ts'
import { wavOf } from './wav.ts'

export interface HttpTranscriberOptions {
  /** The whole address, such as `https://speech.example/v1/audio/transcriptions`. */
  readonly url: string
  /** Sent as a bearer token; absent: none is asked for. */
  readonly key?: string
  readonly model: string
}

/** A caller waits for it. */
const longestMs = 5000
const mostBytes = 65_536

/**
 * Any server that speaks OpenAI's `POST /v1/audio/transcriptions`: a form with `file`, `model`, `language` and `prompt`, answered with
 * `{ text }`. It writes down what it hears; which of the phrases that was is found here.
 */
export function httpTranscriber({ url, key, model }: HttpTranscriberOptions): Transcriber {
  return {
    engineOf: () => ({ name: `${new URL(url).host} ${model}` }),
    async transcribe({ samples, language, phrases }) {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(wavOf(samples, 8000))], { type: 'audio/wav' }), 'said.wav')
      form.set('model', model)
      form.set('language', language.split('-', 1)[0] ?? language)
      form.set('prompt', phrases.join(', '))
      form.set('response_format', 'json')
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
          body: form,
          // Elsewhere than where we were told to, our key is nobody's business.
          redirect: 'error',
          signal: AbortSignal.timeout(longestMs),
        })
        if (!response.ok) return failure(await refusalOf(response))
        const text = await textOf(response)
        return text.ok ? success(closestPhrase(text.value, phrases)) : text
      } catch (error) {
        return failure({ kind: 'unavailable', cause: error instanceof Error ? error.message : String(error) })
      }
    },
  }
}

/** 429 and 5xx may pass; anything else will be answered the same again. */
async function refusalOf(response: Response): Promise<TranscriberFailure> {
  const { status } = response
  await response.body?.cancel()
  return { kind: status === 429 || status >= 500 ? 'unavailable' : 'refused', cause: `it answered ${status}` }
}

async function textOf(response: Response): Promise<Result<string, TranscriberFailure>> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > mostBytes) return failure({ kind: 'refused', cause: 'its answer has no end' })
    parts.push(part)
  }
  try {
    const { text } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { readonly text?: unknown }
    if (typeof text === 'string') return success(text)
  } catch {
    // Said below.
  }
  return failure({ kind: 'refused', cause: 'its answer has no text' })
}
