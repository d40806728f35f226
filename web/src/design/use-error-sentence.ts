import { useTranslation } from 'react-i18next'
import { useOpenWord } from '../languages/use-open-word.ts'
import { CallFailed } from '../sign-in/api.ts'

/** The sentence of a failure: `errors.<code>` of the catalogue. */
export function useErrorSentence(): (error: unknown) => string {
  const { t } = useTranslation()
  const word = useOpenWord()
  return (error) => word('errors', error instanceof CallFailed ? error.code : undefined) ?? t('errors.unreadable')
}
