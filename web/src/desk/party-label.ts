import i18next from 'i18next'
import type { DeskParty } from '#protocol/realtime/index.ts'
import { formatNumber, isWebCaller } from './number-formats.ts'

/** What somebody on the line is called: by name, else by number. */
export function partyLabel(party: Pick<DeskParty, 'name' | 'number'> | undefined): string {
  if (party?.name) return party.name
  if (!party?.number) return i18next.t('desk.unknownCaller')
  return isWebCaller(party.number) ? i18next.t('desk.webCaller') : formatNumber(party.number)
}
