/** Bytes of the head that {@link wavHead} makes. */
export const wavHeadBytes = 44
const bytesPerSample = 2

/** The head of a WAV file with `soundBytes` of 16 bit PCM: what a player sees of a recording that was kept as bare PCM. */
export function wavHead(soundBytes: number, channels: number, rateHz: number): Buffer {
  const head = Buffer.alloc(wavHeadBytes)
  // RIFF counts in 32 bits: what is longer plays as far as it can say.
  const sound = Math.min(soundBytes, 0xffff_ffff - wavHeadBytes)
  const blockBytes = channels * bytesPerSample
  head.write('RIFF', 0, 'ascii')
  head.writeUInt32LE(sound + wavHeadBytes - 8, 4)
  head.write('WAVEfmt ', 8, 'ascii')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rateHz, 24)
  head.writeUInt32LE(rateHz * blockBytes, 28)
  head.writeUInt16LE(blockBytes, 32)
  head.writeUInt16LE(bytesPerSample * 8, 34)
  head.write('data', 36, 'ascii')
  head.writeUInt32LE(sound, 40)
  return head
}
