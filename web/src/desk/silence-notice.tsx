import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Notice } from '../design/notice.tsx'

/** Who cannot hear whom, and what to do about it. */
export function SilenceNotice({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const silences = call.lines?.silences ?? []
  if (silences.length === 0) {
    return (
      <Notice tone="caution" title={t('desk.silentTitle')}>
        {t('desk.silentText')}
      </Notice>
    )
  }
  return silences.map((silence) => (
    <Notice key={silence} tone="caution" title={t(`desk.line.silence.${silence}.title`)}>
      {t(`desk.line.silence.${silence}.text`)}
    </Notice>
  ))
}
