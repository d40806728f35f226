import { type ChildProcess, fork } from 'node:child_process'
import type { WebPeersAnswer, WebPeersCommand } from './web-peers.ts'

/** What browsers heard since the last report. */
export interface WebReport {
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly delayMsP50: number
  readonly delayMsP99: number
}

/** WebRTC callers in a process of their own: its encryption is the load's and not this process's. */
export class WebLoad {
  readonly #process: ChildProcess
  readonly #answers: ((answer: WebPeersAnswer) => void)[] = []

  private constructor(process: ChildProcess) {
    this.#process = process
    process.on('message', (answer) => this.#answers.shift()?.(answer as WebPeersAnswer))
  }

  static start(): WebLoad {
    return new WebLoad(
      fork('tools/run-ts.mjs', ['tests/bench/web-peers.ts'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    )
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  async offer(): Promise<{ readonly index: number; readonly sdp: string }> {
    const answer = await this.#ask({ type: 'offer' })
    if (answer.type !== 'offered') throw new Error('no offer came')
    return answer
  }

  async accept(index: number, sdp: string): Promise<void> {
    await this.#ask({ type: 'accept', index, sdp })
  }

  async report(): Promise<WebReport> {
    const answer = await this.#ask({ type: 'report' })
    if (answer.type !== 'report') throw new Error('no report came')
    return answer.report
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.send({ type: 'stop' } satisfies WebPeersCommand)
    await ended
  }

  #ask(command: WebPeersCommand): Promise<WebPeersAnswer> {
    this.#process.send(command)
    return new Promise((resolve) => this.#answers.push(resolve))
  }
}
