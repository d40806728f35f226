import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'

interface AskFirstProps {
  readonly title: string
  readonly children?: ReactNode
  readonly deed: string
  readonly isBusy: boolean
  readonly error: unknown
  onYes(): void
  onNo(): void
}

/** Asks in place before what cannot be taken back. */
export function AskFirst({ title, children, deed, isBusy, error, onYes, onNo }: AskFirstProps) {
  const { t } = useTranslation()
  return (
    <>
      <Notice
        tone="caution"
        role="alert"
        title={title}
        actions={
          <>
            <Button kind="danger" isBusy={isBusy} onClick={onYes}>
              {deed}
            </Button>
            <Button onClick={onNo}>{t('common.cancel')}</Button>
          </>
        }
      >
        {children}
      </Notice>
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
    </>
  )
}
