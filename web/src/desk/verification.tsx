import { IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '#kernel/ids.ts'
import { verificationMethods } from '#protocol/http/interactions.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { Button } from '../design/button.tsx'
import { Menu, MenuHeading, MenuItem } from '../design/menu.tsx'
import { useVerifiedWords } from '../history/use-verified-words.ts'
import { call } from '../sign-in/api.ts'
import styles from './verification.module.css'

interface VerificationProps {
  readonly of: DeskInteraction
  readonly customerId: CustomerId
  /** Whether the contact is in hand, so that one may say so. */
  readonly isOurs: boolean
}

/** Whether the customer proved in this contact who he is: said by whoever heard it, and taken back by a click. */
export default function Verification({ of, customerId, isOurs }: VerificationProps) {
  const { t } = useTranslation()
  const words = useVerifiedWords()
  const [isBusy, setBusy] = useState(false)
  const { interactionId: id, verification } = of
  const carryOut = (deed: Promise<unknown>) => {
    setBusy(true)
    void deed.catch(reportFailure).finally(() => setBusy(false))
  }
  if (verification) {
    return (
      <p className={styles.verified} role="status">
        <IconShieldCheck size={15} aria-hidden="true" />
        <span>{words(verification)}</span>
        {isOurs && (
          <Button size="small" kind="quiet" isBusy={isBusy} onClick={() => carryOut(call('undoVerification', { id }))}>
            {t('alerts.verify.undo')}
          </Button>
        )}
      </p>
    )
  }
  if (!isOurs) return null
  return (
    <Menu
      label={t('alerts.verify.title')}
      className={styles.verify}
      isDisabled={isBusy}
      button={
        <>
          <IconShieldCheck size={15} aria-hidden="true" />
          {t('alerts.verify.title')}
        </>
      }
    >
      <MenuHeading>{t('alerts.verify.how')}</MenuHeading>
      {verificationMethods.map((method) => (
        <MenuItem key={method} onChoose={() => carryOut(call('verifyCustomer', { id, body: { customerId, method } }))}>
          {t(`history.method.${method}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}
