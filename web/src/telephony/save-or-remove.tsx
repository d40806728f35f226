import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { AskFirst } from './ask-first.tsx'
import form from './telephony.module.css'

interface Deed {
  readonly isPending: boolean
  readonly isError: boolean
  readonly error: Error | null
}

interface SaveOrRemoveProps {
  /** On the button that adds a new one. */
  readonly add: string
  /** What is there already and can be removed; `undefined`: it is a new one. */
  readonly known: { readonly name: string } | undefined
  /** What is said before it is removed. */
  readonly removeText: ReactNode
  readonly save: Deed
  readonly remove: Deed & { mutate(): void }
  done(): void
}

/** The end of a form: what went wrong, the question before something is removed, and the buttons. */
export function SaveOrRemove({ add, known, removeText, save, remove, done }: SaveOrRemoveProps) {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && known && (
        <AskFirst
          title={t('telephony.removeAsk', { name: known.name })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        >
          {removeText}
        </AskFirst>
      )}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {known ? t('common.save') : add}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {known && !isAsking && (
          <Button kind="quiet" className={form.away} onClick={() => setAsking(true)}>
            {t('telephony.remove')}
          </Button>
        )}
      </div>
    </>
  )
}
