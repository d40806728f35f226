import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What the WebAssembly module of @evan/opus exports: libopus itself, and memory for it. Addresses are offsets into `memory`. */
interface LibopusExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  _initialize(): void
  malloc(bytes: number): number
  free(address: number): void
  opus_decoder_get_size(channels: number): number
  opus_decoder_init(state: number, rateHz: number, channels: number): number
  opus_decode(state: number, data: number, bytes: number, pcm: number, samples: number, isFec: number): number
  opus_decoder_ctl_set(state: number, request: number, value: number): number
  opus_encoder_get_size(channels: number): number
  opus_encoder_init(state: number, rateHz: number, channels: number, application: number): number
  opus_encode(state: number, pcm: number, samples: number, data: number, bytes: number): number
  opus_encoder_ctl_set(state: number, request: number, value: number): number
}

/** The part of the engine's WebAssembly that is used; Node's types have none of it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

/** A packet of ours at most; what comes in is bounded by a datagram. */
export const longestPayloadBytes = 1500
/** 120 ms at 48 kHz. */
const longestSamples = 5760

/**
 * libopus in a sandbox: the WebAssembly that @evan/opus ships, driven by its C interface, because the package's own has neither
 * concealment nor forward error correction and makes a new array for each frame. A malformed packet can at worst spoil the
 * module's own memory. One instance for the process; nothing in it waits or allocates while sound is coded.
 */
export class Libopus {
  readonly calls: LibopusExports
  /** Where payloads and samples are put for the library to read, and are read from. */
  readonly payloadAt: number
  readonly samplesAt: number
  payload = new Uint8Array(0)
  samples = new Int16Array(0)

  constructor() {
    // Every engine that runs Node 20 has the SIMD of 2021.
    const path = createRequire(import.meta.url).resolve('@evan/opus/wasm/simd.wasm')
    const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)), {
      // It was built with a C library that could print; nothing does.
      wasi_snapshot_preview1: { fd_seek: () => 0, fd_write: () => 0, fd_close: () => 0, proc_exit: () => {} },
      env: { emscripten_notify_memory_growth: () => this.#look() },
    })
    this.calls = instance.exports as unknown as LibopusExports
    this.calls._initialize()
    this.payloadAt = this.allocate(longestPayloadBytes)
    this.samplesAt = this.allocate(longestSamples * 2)
    this.#look()
  }

  /** Room in its memory. Throws when there is none, as the process does when its own is used up. */
  allocate(bytes: number): number {
    const address = this.calls.malloc(bytes)
    if (address === 0) throw new Error(`libopus has no room for ${bytes} bytes`)
    return address
  }

  /** Growing memory is another buffer: the views are made anew. */
  #look(): void {
    if (this.calls === undefined || this.samplesAt === undefined) return
    const { buffer } = this.calls.memory
    this.payload = new Uint8Array(buffer, this.payloadAt, longestPayloadBytes)
    this.samples = new Int16Array(buffer, this.samplesAt, longestSamples)
  }
}
