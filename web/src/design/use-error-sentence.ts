import { useTranslation } from 'react-i18next'
import { useOpenWord } from '../languages/use-open-word.ts'
import { speakOf } from '../languages/words.ts'
import { CallFailed } from '../sign-in/api.ts'

/** The sentence of a failure: `errors.<code>` of the catalogue. */
export function useErrorSentence(): (error: unknown) => string {
  const { t } = useTranslation()
  const word = useOpenWord()
  return (error) => {
    const sentence = word('errors', error instanceof CallFailed ? error.code : undefined)
    // They could not be loaded at first: what is shown then is drawn again once they are.
    if (sentence === undefined) void speakOf('errors').catch(() => undefined)
    return sentence ?? t('errors.unreadable')
  }
}
