import type { BusinessHoursId } from '#kernel/ids.ts'
import type { CallbackSettings } from '#protocol/http/callbacks.ts'
import type { ManagedQueue } from '#protocol/http/queues.ts'

/** How a queue calls back, as it is typed. */
export interface CallbackDraft {
  readonly isOn: boolean
  readonly dials: CallbackSettings['dials']
  /** Minutes, with commas or spaces between. */
  readonly retries: string
  readonly ringS: string
  /** Empty: when the queue is open. */
  readonly hoursId: BusinessHoursId | ''
  readonly isOnWeb: boolean
  readonly isOffered: boolean
  readonly standardS: string
  readonly key: string
  readonly prompt: string
}
export type CallbackProblem = 'retries' | 'ringS' | 'standardS' | 'key'

export const callbackBounds = { ringS: [5, 120], standardS: [0, 86_400] } as const
export const retryBounds = [1, 10_080] as const
export const mostRetries = 20
export const callbackKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const

const usual: CallbackSettings = {
  dials: 'agent-first',
  retryAfterMs: [300_000, 900_000, 3_600_000],
  ringTimeoutMs: 30_000,
  offer: { standardMs: 60_000, key: '1', prompt: 'callback-offer' },
}

export function callbackDraft(queue: Pick<ManagedQueue, 'callback' | 'callbackHoursId'> | undefined): CallbackDraft {
  const settings = queue?.callback ?? usual
  const offer = settings.offer ?? usual.offer
  return {
    isOn: queue?.callback != null,
    dials: settings.dials,
    retries: settings.retryAfterMs.map((afterMs) => afterMs / 60_000).join(', '),
    ringS: String(settings.ringTimeoutMs / 1000),
    hoursId: queue?.callbackHoursId ?? '',
    isOnWeb: settings.isOnWeb ?? false,
    isOffered: settings.offer !== undefined,
    standardS: String((offer?.standardMs ?? 0) / 1000),
    key: offer?.key ?? '1',
    prompt: offer?.prompt ?? 'callback-offer',
  }
}

function within(text: string, [least, most]: readonly [number, number]): number | undefined {
  const value = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

/** In minutes; `undefined` where one is none. Nothing at all: it is tried once. */
function readRetries(text: string): readonly number[] | undefined {
  const words = text.split(/[\s,;،]+/).filter((word) => word !== '')
  const minutes = words.map((word) => {
    const value = Number(word)
    return Number.isFinite(value) && value >= 0.5 && value <= retryBounds[1] ? value : undefined
  })
  if (words.length > mostRetries || minutes.includes(undefined)) return undefined
  return minutes.map((value) => value ?? 0)
}

/** What is wrong, where callbacks are wanted. */
export function callbackProblems(draft: CallbackDraft): ReadonlySet<CallbackProblem> {
  const problems = new Set<CallbackProblem>()
  if (!draft.isOn) return problems
  if (readRetries(draft.retries) === undefined) problems.add('retries')
  if (within(draft.ringS, callbackBounds.ringS) === undefined) problems.add('ringS')
  if (draft.isOffered && within(draft.standardS, callbackBounds.standardS) === undefined) problems.add('standardS')
  return problems
}

/** What is sent: call it when nothing is wrong. */
export function callbackOf(draft: CallbackDraft): Pick<ManagedQueue, 'callback' | 'callbackHoursId'> {
  const callbackHoursId = draft.hoursId === '' ? null : draft.hoursId
  if (!draft.isOn) return { callback: null, callbackHoursId }
  const { dials, key, prompt } = draft
  return {
    callback: {
      dials,
      retryAfterMs: (readRetries(draft.retries) ?? []).map((minutes) => Math.round(minutes * 60_000)),
      ringTimeoutMs: (within(draft.ringS, callbackBounds.ringS) ?? 30) * 1000,
      ...(draft.isOnWeb && { isOnWeb: true }),
      ...(draft.isOffered && {
        offer: { standardMs: (within(draft.standardS, callbackBounds.standardS) ?? 0) * 1000, key, prompt },
      }),
    },
    callbackHoursId,
  }
}
