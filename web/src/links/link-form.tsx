import { Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fillLink, linkProblem, placeholders } from '#protocol/http/link-address.ts'
import type { LinkTemplate } from '#protocol/http/link-templates.ts'
import { call } from '../sign-in/api.ts'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import styles from './link-buttons.module.css'

const touches = [['link-templates']]
/** As a call would fill it in; addresses and numbers that belong to nobody. */
const example = {
  number: '+994125551234',
  dialedNumber: '+994125550200',
  'customer.id': 'cus_01KAK3Q0W8Z5T4M2N9C7B6A1XY',
  'customer.name': 'Nino Beridze',
  'customer.email': 'nino@example.com',
  interactionId: 'int_01KAK3Q0W8Z5T4M2N9C7B6A1XY',
  queue: 'Support',
} as const

/** Adds, changes and removes a link to another system, and shows what would be opened. */
export function LinkForm({ link, done }: { readonly link: LinkTemplate | undefined; done(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(link?.name ?? '')
  const [url, setUrl] = useState(link?.url ?? 'https://')
  const [queueIds, setQueueIds] = useState(link?.queueIds ?? [])
  const [opensByItself, setOpens] = useState(link?.opensByItself ?? false)
  const [isChecked, setChecked] = useState(false)
  const queues = useQuery({ queryKey: ['queues'], queryFn: ({ signal }) => call('queues', { signal }) })
  const problem = linkProblem(url)
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = { name: name.trim(), url: url.trim(), queueIds, opensByItself }
      return link
        ? call('changeLinkTemplate', { id: link.linkTemplateId, ifMatch: link.etag, body })
        : call('createLinkTemplate', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeLinkTemplate', { id: link?.linkTemplateId ?? '' }), { touches, done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '' && !problem) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <TextInput
        label={t('telephony.name')}
        autoFocus
        dir="auto"
        maxLength={120}
        value={name}
        error={isChecked && name.trim() === '' ? t('telephony.needed') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('directory.links.address')}
        description={t('directory.links.addressText', { places: placeholders.map((one) => `{${one}}`).join(' ') })}
        dir="ltr"
        maxLength={1000}
        value={url}
        error={isChecked && problem ? t(`directory.links.problem.${problem}`) : undefined}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {!problem && (
        <p className={styles.preview}>
          {t('directory.links.preview')} <bdi dir="ltr">{fillLink(url, example)}</bdi>
        </p>
      )}
      <fieldset className={form.form}>
        <legend>{t('directory.links.queues')}</legend>
        {(queues.data?.items ?? []).map(({ queueId, name: queue }) => (
          <Checkbox
            key={queueId}
            label={<bdi>{queue}</bdi>}
            checked={queueIds.includes(queueId)}
            onChange={({ currentTarget: { checked } }) =>
              setQueueIds(checked ? [...queueIds, queueId] : queueIds.filter((other) => other !== queueId))
            }
          />
        ))}
      </fieldset>
      <Checkbox
        label={t('directory.links.byItself')}
        description={t('directory.links.byItselfText')}
        checked={opensByItself}
        onChange={(event) => setOpens(event.currentTarget.checked)}
      />
      <SaveOrRemove
        add={t('directory.links.add')}
        known={link}
        removeText={t('directory.links.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
