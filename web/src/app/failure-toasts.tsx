import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorSentence } from '../design/use-error-sentence.ts'
import { onFailure } from './failures.ts'

/** Shows failures as toasts; the same one only once at a time. */
export function FailureToasts() {
  const sentence = useErrorSentence()
  const { t } = useTranslation()
  useEffect(
    () =>
      onFailure((error) => {
        const message = sentence(error)
        notifications.show({
          id: message,
          message,
          color: 'red',
          role: 'alert',
          closeButtonProps: { 'aria-label': t('common.close') },
        })
      }),
    [sentence, t],
  )
  return null
}
