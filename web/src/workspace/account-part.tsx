import { useTranslation } from 'react-i18next'
import type { DeskInteraction, DeskOffer } from '#protocol/realtime/index.ts'
import { CustomerPanel } from '../desk/customer-panel.tsx'
import styles from './account-part.module.css'
import { Part } from './part.tsx'

interface AccountPartProps {
  readonly subject: DeskOffer | DeskInteraction | undefined
  readonly isOurs: boolean
}

/** Who the contact in front is. */
export function AccountPart({ subject, isOurs }: AccountPartProps) {
  const { t } = useTranslation()
  return (
    <Part name="account">
      {subject ? (
        <CustomerPanel key={subject.interactionId} subject={subject} isOurs={isOurs} />
      ) : (
        <p className={styles.nobody}>{t('workspace.nobody')}</p>
      )}
    </Part>
  )
}
