import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { OwnDayFigures } from './own-day-figures.tsx'

/** The figures of the day, from anywhere and during a call too. */
export default function OwnDayDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={close} title={t('desk.ownDay.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <OwnDayFigures />
    </Modal>
  )
}
