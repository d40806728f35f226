import i18next from 'i18next'
import { formatNumber, isWebCaller } from './number-formats.ts'

export interface Caller {
  readonly callerNumber?: string
  readonly callerName?: string
  readonly customerName?: string
}

/** The best that is known of who calls: the customer's name, the name that the phone sends, the number. */
export function callerLabel({ customerName, callerName, callerNumber }: Caller): string {
  const name = customerName ?? callerName
  if (name) return name
  if (!callerNumber) return i18next.t('desk.unknownCaller')
  return isWebCaller(callerNumber) ? i18next.t('desk.webCaller') : formatNumber(callerNumber)
}
