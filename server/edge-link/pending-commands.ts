import type { CommandId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import type { EdgeFailure } from '../core-services.ts'

export type Outcome = Result<Readonly<Record<string, string>>, EdgeFailure>

interface PendingCommand {
  readonly id: CommandId
  readonly command: EdgeCommand
  readonly settle: (outcome: Outcome) => void
  readonly timer: NodeJS.Timeout
}

/** More than this waiting for an edge means that it answers nothing: new commands fail at once. */
const maxPending = 5000

/** Commands that an edge has not answered yet, in the order in which they were given. */
export class PendingCommands {
  readonly #pending = new Map<CommandId, PendingCommand>()

  /** Keeps a command until its outcome comes or `withinMs` have passed. */
  add(id: CommandId, command: EdgeCommand, withinMs: number): Promise<Outcome> {
    if (this.#pending.size >= maxPending) return Promise.resolve(noAnswer('too many commands wait for an answer'))
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id)
        resolve(noAnswer(`no answer to ${command.type} within ${withinMs} ms`))
      }, withinMs)
      timer.unref()
      this.#pending.set(id, { id, command, settle: resolve, timer })
    })
  }

  settle(id: CommandId, outcome: Outcome): void {
    const pending = this.#pending.get(id)
    if (!pending) return
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    pending.settle(outcome)
  }

  /** For sending again after a reconnect: the edge knows the ids that it has carried out. */
  all(): readonly { readonly id: CommandId; readonly command: EdgeCommand }[] {
    return [...this.#pending.values()]
  }

  failAll(sentence: string): void {
    for (const id of [...this.#pending.keys()]) this.settle(id, noAnswer(sentence))
  }
}

const noAnswer = (sentence: string): Outcome => ({ ok: false, error: { code: 'not-connected', sentence } })
