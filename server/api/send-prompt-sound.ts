import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromMuLaw } from '#adapters/sound/mu-law.ts'
import { wavHead, wavHeadBytes } from '#adapters/storage/wav.ts'
import { type Result, success } from '#kernel/result.ts'
import { readByteRange } from './byte-range.ts'
import { type Refusal, refuse } from './refusal.ts'

const telephoneHz = 8000

/** Answers with a sound as callers hear it, in WAV with 16 bits, which every browser plays; whole or a byte range of it. */
export function sendPromptSound(
  sound: { readonly sound_hash: string; readonly audio: Buffer },
  request: FastifyRequest,
  reply: FastifyReply,
): Result<'sent', Refusal> {
  const file = wavOf(sound.audio)
  const range = readByteRange(request.headers.range, file.length)
  if (range.kind === 'unsatisfiable') {
    reply.header('content-range', `bytes */${file.length}`)
    return refuse('recording.bad-range')
  }
  reply
    .header('content-type', 'audio/wav')
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('etag', `"${sound.sound_hash}"`)
  if (range.kind === 'whole') void reply.send(file)
  else {
    const { start, end } = range
    void reply
      .code(206)
      .header('content-range', `bytes ${start}-${end}/${file.length}`)
      .send(file.subarray(start, end + 1))
  }
  return success('sent')
}

function wavOf(audio: Buffer): Buffer {
  const samples = fromMuLaw(audio)
  const file = Buffer.alloc(wavHeadBytes + 2 * samples.length)
  file.set(wavHead(2 * samples.length, 1, telephoneHz))
  for (let i = 0; i < samples.length; i++) file.writeInt16LE(samples[i]! * 32_768, wavHeadBytes + 2 * i)
  return file
}
