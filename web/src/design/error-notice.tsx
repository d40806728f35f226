import { useTranslation } from 'react-i18next'
import { CallFailed } from '../sign-in/api.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { useErrorSentence } from './use-error-sentence.ts'

interface ErrorNoticeProps {
  readonly error: unknown
  /** Offered as «Try again» when it can help. */
  readonly retry?: (() => void) | undefined
}

/** What went wrong, as a sentence in the reader's language, with the id to look for in the log. */
export function ErrorNotice({ error, retry }: ErrorNoticeProps) {
  const { t } = useTranslation()
  const sentence = useErrorSentence()
  const requestId = error instanceof CallFailed ? error.requestId : undefined
  return (
    <Notice
      tone="danger"
      title={sentence(error)}
      actions={
        retry && (
          <Button size="small" onClick={retry}>
            {t('common.tryAgain')}
          </Button>
        )
      }
    >
      {requestId && error instanceof CallFailed && error.status >= 500 && t('common.requestId', { id: requestId })}
    </Notice>
  )
}
