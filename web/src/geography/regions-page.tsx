import { FileButton } from '@mantine/core'
import { IconMap2, IconTrash, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CountryFile, Regions } from '#protocol/http/geography.ts'
import { Button, IconButton } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { CallFailed, call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { countryName, useRegions } from './regions.ts'

type Country = Regions['countries'][number]

/** Which countries are known, and the import of others. */
export function RegionsPage() {
  const { t, i18n } = useTranslation()
  const { number, date } = useFormats()
  const [isNoJson, setNoJson] = useState(false)
  const [asking, setAsking] = useState<string | undefined>()
  const regions = useRegions()
  const rows = regions.data?.countries ?? []
  const nameOf = (country: string) => `\u2068${countryName(country, i18n.language)}\u2069`
  const touches = [['regions']]
  const take = useSaving((_key, body: CountryFile) => call('importCountry', { body }), { touches })
  const remove = useSaving((_key, country: string) => call('removeCountry', { query: { country } }), {
    touches,
    done: () => setAsking(undefined),
  })
  const read = async (file: File | null) => {
    if (!file) return
    take.reset()
    const content = await file
      .text()
      .then((text) => JSON.parse(text) as CountryFile)
      .catch(() => undefined)
    setNoJson(content === undefined)
    if (content !== undefined) take.mutate(content)
  }
  const add = (
    <FileButton onChange={(file) => void read(file)} accept="application/json,.json">
      {({ onClick }) => (
        <Button kind="primary" icon={<IconUpload size={16} />} isBusy={take.isPending} onClick={onClick}>
          {t('telephony.regions.import')}
        </Button>
      )}
    </FileButton>
  )
  const columns: readonly Column<Country>[] = [
    {
      key: 'country',
      title: t('telephony.regions.country'),
      isWide: true,
      cell: ({ country }) => <bdi>{countryName(country, i18n.language)}</bdi>,
    },
    { key: 'count', title: t('telephony.regions.count'), isEnd: true, cell: (each) => number(each.regions) },
    {
      key: 'agents',
      title: t('telephony.regions.agents'),
      isEnd: true,
      cell: ({ agents }) => (agents === 0 ? t('telephony.nobody') : number(agents)),
    },
    {
      key: 'from',
      title: t('telephony.regions.from'),
      cell: ({ country, importedAt }) =>
        importedAt === undefined ? (
          t('telephony.regions.shipped')
        ) : (
          <span>
            {t('telephony.regions.imported', { when: date(Date.parse(importedAt)) })}{' '}
            <IconButton
              label={`${t('telephony.regions.remove')}: ${nameOf(country)}`}
              icon={<IconTrash size={16} />}
              onClick={() => setAsking(country)}
            />
          </span>
        ),
    },
  ]
  return (
    <Page title={t('frame.section.regions')} actions={add}>
      <p className={form.hint}>{t('telephony.regions.text')}</p>
      {isNoJson && (
        <Notice tone="caution" role="alert">
          {t('telephony.regions.notJson')}
        </Notice>
      )}
      {take.isError && !isNoJson && <ErrorNotice error={take.error} />}
      {take.error instanceof CallFailed && take.error.detail && !isNoJson && (
        <p className={form.hint} dir="ltr" lang="en">
          {take.error.detail}
        </p>
      )}
      {take.isSuccess && !isNoJson && (
        <Notice tone="accent" role="status">
          {t('telephony.regions.done', { country: nameOf(take.data.country), regions: number(take.data.regions) })}
        </Notice>
      )}
      {asking !== undefined && (
        <AskFirst
          title={t('telephony.regions.removeAsk', { country: nameOf(asking) })}
          deed={t('telephony.regions.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate(asking)}
          onNo={() => setAsking(undefined)}
        >
          {t('telephony.regions.removeText')}
        </AskFirst>
      )}
      <ListCard
        caption={t('frame.section.regions')}
        asked={regions}
        rows={rows}
        columns={columns}
        keyOf={({ country }) => country}
        empty={
          <EmptyState icon={<IconMap2 size={22} />} title={t('frame.section.regions')} action={add}>
            {t('telephony.regions.text')}
          </EmptyState>
        }
      />
    </Page>
  )
}
