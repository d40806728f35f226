import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerSegment } from '#protocol/http/customer-kinds.ts'
import { call } from '../sign-in/api.ts'
import { WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

const touches = [['customer-segments'], ['customer-kinds']]

/** Adds, renames and removes a segment. */
export function SegmentForm({ segment, done }: { readonly segment: CustomerSegment | undefined; done(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(segment?.name ?? '')
  const [isChecked, setChecked] = useState(false)
  const isMissing = name.trim() === ''
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = { name: name.trim() }
      return segment
        ? call('renameCustomerSegment', { id: segment.segmentId, ifMatch: segment.etag, body })
        : call('createCustomerSegment', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(
    () => call('removeCustomerSegment', { id: segment?.segmentId ?? '', ifMatch: segment?.etag ?? '' }),
    { touches, done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isMissing) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('telephony.name')}
        value={name}
        isFirst
        problem={isChecked && isMissing ? t('telephony.needed') : undefined}
        set={setName}
      />
      <SaveOrRemove
        add={t('customers.kinds.addSegment')}
        known={segment}
        removeText={t('customers.kinds.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
