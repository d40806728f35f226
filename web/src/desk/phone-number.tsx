import { useTranslation } from 'react-i18next'
import { useStore } from '../state/use-store.ts'
import { formatNumber, isWebCaller, numberFormats } from './number-formats.ts'

/** A telephone number as its country writes it, in its own direction; where there is none, where the call came from. */
export function PhoneNumber({ of }: { readonly of: string }) {
  const { t } = useTranslation()
  useStore(numberFormats)
  if (isWebCaller(of)) return t('desk.webCaller')
  return <bdi dir="ltr">{formatNumber(of)}</bdi>
}
