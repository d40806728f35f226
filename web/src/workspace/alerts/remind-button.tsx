import { IconBellPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../design/button.tsx'

/** Opens the form of a reminder, and closes it. */
export default function RemindButton({ isOpen, press }: { readonly isOpen: boolean; press(): void }) {
  const { t } = useTranslation()
  return (
    <IconButton label={t('alerts.remind')} icon={<IconBellPlus size={15} />} aria-expanded={isOpen} onClick={press} />
  )
}
