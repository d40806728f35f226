import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { useMayChange } from './may-change.ts'
import styles from './telephony.module.css'

interface FormActionsProps {
  readonly isNew: boolean
  readonly addWord: string
  readonly isBusy: boolean
  readonly remove?: () => void
  close(): void
}

/** The row of buttons under a form in a dialog; for those who only read, the way out alone. */
export function FormActions({ isNew, addWord, isBusy, remove, close }: FormActionsProps) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  return (
    <>
      {!mayChange && <p className={styles.hint}>{t('telephony.readOnly')}</p>}
      <div className={styles.actions}>
        {mayChange && (
          <Button type="submit" kind="primary" isBusy={isBusy}>
            {isNew ? addWord : t('common.save')}
          </Button>
        )}
        <Button onClick={close}>{t(mayChange ? 'common.cancel' : 'common.close')}</Button>
        {mayChange && remove && (
          <Button kind="quiet" className={styles.away} onClick={remove}>
            {t('telephony.remove')}
          </Button>
        )}
      </div>
    </>
  )
}
