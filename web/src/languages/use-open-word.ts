import { useTranslation } from 'react-i18next'

/**
 * Words for keys that come from the server and may be newer than this page: error codes, end reasons, audit actions.
 * @returns a function that gives the word, or `undefined` for a key that this page has no word for
 */
export function useOpenWord(): (family: OpenFamily, name: string | undefined) => string | undefined {
  const { t, i18n } = useTranslation()
  return (family, name) => {
    const key = `${family}.${name}`
    if (!name || !i18n.exists(key)) return undefined
    const word: unknown = t(key as 'common.close')
    return typeof word === 'string' ? word : undefined
  }
}

export type OpenFamily =
  | 'errors'
  | 'desk.ended'
  | 'desk.reason'
  | 'desk.task.ended'
  | 'history.endReason'
  | 'history.segmentOutcome'
  | 'admin.did'
  | 'telephony.ladder.in'
  | 'telephony.ladder.out'
  | 'telephony.ladder.answer'
  | 'telephony.test.failure'
  | 'telephony.access.banReason'
  | 'telephony.live.legState'
  | 'telephony.alarm.kind'
  | 'telephony.trunk.condition'
  | 'telephony.why.cause'
