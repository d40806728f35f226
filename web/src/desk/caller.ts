import i18next from 'i18next'
import { formatNumber } from './number-formats.ts'

export interface Caller {
  readonly callerNumber?: string
  readonly callerName?: string
  readonly customerName?: string
}

/** The best that is known of who calls: the customer's name, the name that the phone sends, the number. */
export const callerLabel = ({ customerName, callerName, callerNumber }: Caller): string =>
  customerName ?? callerName ?? (callerNumber ? formatNumber(callerNumber) : i18next.t('desk.unknownCaller'))
