import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What the legs of a load heard since the last report. */
export interface RtpReport {
  readonly legs: number
  readonly sent: number
  readonly received: number
  readonly lost: number
  /** Packets that are none of ours: silence, comfort noise, digits. */
  readonly strange: number
  readonly duplicates: number
  readonly reordered: number
  readonly leastOnALeg: number
  readonly delayMsP50: number
  readonly delayMsP99: number
  readonly delayMsP999: number
  readonly delayMsMost: number
  /** How late the load itself was: what it measured above that is the edge's. */
  readonly ownLatenessMs: number
}

export interface RtpLeg {
  readonly address: string
  readonly port: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/** The C program beside this file, compiled and running: it costs an eighth of what Node would need for the same packets. */
export class RtpLoad {
  readonly #program: ChildProcess
  readonly #folder: string
  readonly #reports: ((report: RtpReport) => void)[] = []

  private constructor(program: ChildProcess, folder: string) {
    this.#program = program
    this.#folder = folder
    if (program.stdout === null) throw new Error('the load has no output')
    createInterface({ input: program.stdout }).on('line', (line) => this.#reports.shift()?.(JSON.parse(line)))
  }

  static start(): RtpLoad {
    const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
    const path = join(folder, 'rtp-load')
    const compiled = spawnSync('cc', ['-O2', '-o', path, 'tests/bench/rtp-load.c'], { encoding: 'utf8' })
    if (!existsSync(path)) throw new Error(`This bench needs a C compiler (cc): ${compiled.error ?? compiled.stderr}`)
    return new RtpLoad(spawn(path, { stdio: ['pipe', 'pipe', 'inherit'] }), folder)
  }

  get pid(): number {
    return this.#program.pid ?? 0
  }

  add(leg: RtpLeg): void {
    this.#say(`add ${leg.address} ${leg.port} ${leg.remoteAddress} ${leg.remotePort}`)
  }

  report(): Promise<RtpReport> {
    this.#say('report')
    return new Promise((resolve) => this.#reports.push(resolve))
  }

  async stop(): Promise<void> {
    if (this.#program.exitCode === null) {
      const ended = new Promise((resolve) => this.#program.once('exit', resolve))
      this.#say('stop')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #say(line: string): void {
    this.#program.stdin?.write(`${line}\n`)
  }
}
