import i18next from 'i18next'
import type { Channel } from '#protocol/http/interactions.ts'
import { formatNumber, isWebCaller } from './number-formats.ts'

export interface Caller {
  readonly callerNumber?: string
  readonly callerName?: string
  readonly customerName?: string
  readonly channel?: Channel
  /** A message: it has a caller, though it is done like a task. */
  readonly voicemail?: object
  readonly isVoicemail?: true
  /** What a task is about. */
  readonly subject?: string
  readonly task?: { readonly subject: string }
}

/** What a task is about stands where a call has its caller. */
export const subjectOf = ({ subject, task }: Caller): string | undefined => task?.subject ?? subject

/** What is done like a task, and says what it is about. */
export const isToldBySubject = ({ channel, voicemail, isVoicemail }: Caller): boolean =>
  channel === 'task' && !voicemail && !isVoicemail

/** The best that is known of who calls: the customer's name, the name that the phone sends, the number. */
export function callerLabel(of: Caller): string {
  const { customerName, callerName, callerNumber } = of
  if (isToldBySubject(of)) return subjectOf(of) ?? i18next.t('desk.task.nameless')
  const name = customerName ?? callerName
  if (name) return name
  if (!callerNumber) return i18next.t('desk.unknownCaller')
  return isWebCaller(callerNumber) ? i18next.t('desk.webCaller') : formatNumber(callerNumber)
}
