import { Modal, Switch } from '@mantine/core'
import { IconDownload, IconPlus, IconShieldLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessSettings, ShownBan } from '#protocol/http/access.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { addressOf, call } from '../sign-in/api.ts'
import { accessBody, accessCounts, accessDraft, accessProblems, addressForm } from './access-draft.ts'
import styles from './access-page.module.css'
import { AskFirst } from './ask-first.tsx'
import { ChoiceField, CodeField, LinesField, NumberField } from './fields.tsx'
import { FormActions } from './form-actions.tsx'
import { ListCard } from './list-card.tsx'
import { useMayChange } from './may-change.ts'
import form from './telephony.module.css'
import { usePages } from './use-pages.ts'
import { useSaving } from './use-saving.ts'

/** Who is shut out, and who may call in at all. */
export function AccessPage() {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const [isAdding, setAdding] = useState(false)
  return (
    <Page
      title={t('frame.section.access')}
      actions={
        mayChange && (
          <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {t('telephony.access.add')}
          </Button>
        )
      }
    >
      <div className={form.columns}>
        <Bans />
        <Settings />
      </div>
      <Modal
        opened={isAdding}
        onClose={() => setAdding(false)}
        title={t('telephony.access.add')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {isAdding && <BanForm done={() => setAdding(false)} />}
      </Modal>
    </Page>
  )
}

function Bans() {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { moment, number } = useFormats()
  const nowMs = useNowMs()
  const mayChange = useMayChange()
  const bans = usePages('bans', (query, signal) => call('bans', { query, signal }))
  const [lifting, setLifting] = useState<string | undefined>()
  const lift = useSaving(() => call('liftBan', { id: lifting ?? '' }), {
    touches: [['bans']],
    done: () => setLifting(undefined),
  })
  const columns: readonly Column<ShownBan>[] = [
    { key: 'address', title: t('telephony.access.address'), cell: ({ address }) => <bdi dir="ltr">{address}</bdi> },
    {
      key: 'reason',
      title: t('telephony.access.reason'),
      isWide: true,
      cell: ({ reason }) => word('telephony.access.banReason', reason) ?? reason,
    },
    {
      key: 'offences',
      title: t('telephony.access.offences'),
      isEnd: true,
      isExtra: true,
      cell: ({ offences }) => number(offences),
    },
    {
      key: 'until',
      title: t('telephony.access.until'),
      cell: ({ until }) => <time dateTime={until}>{moment(Date.parse(until), nowMs)}</time>,
    },
    ...(mayChange
      ? [
          {
            key: 'lift',
            title: <span className="p-hidden">{t('telephony.access.lift')}</span>,
            isEnd: true,
            cell: ({ address }: ShownBan) => (
              <Button
                size="small"
                kind="quiet"
                aria-label={`${t('telephony.access.lift')}: ${address}`}
                onClick={() => setLifting(address)}
              >
                {t('telephony.access.lift')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <div className={form.stack}>
      {lifting !== undefined && (
        <AskFirst
          title={t('telephony.access.liftAsk', { name: `\u2066${lifting}\u2069` })}
          deed={t('telephony.access.lift')}
          isBusy={lift.isPending}
          error={lift.error}
          onYes={() => lift.mutate()}
          onNo={() => setLifting(undefined)}
        >
          {t('telephony.access.liftText')}
        </AskFirst>
      )}
      <ListCard
        caption={t('telephony.access.bans')}
        title={t('telephony.access.bans')}
        asked={bans}
        rows={bans.items}
        columns={columns}
        keyOf={({ address }) => address}
        empty={
          <EmptyState icon={<IconShieldLock size={22} />} title={t('telephony.access.empty')}>
            {t('telephony.access.emptyText')}
          </EmptyState>
        }
      />
      {bans.items.length > 0 && (
        <p className={form.actions}>
          <span>{t('telephony.access.export')}</span>
          {(['plain', 'nftables', 'ipset'] as const).map((format) => (
            <a key={format} className={styles.export} href={addressOf('exportBans', '', { format })} download>
              <IconDownload size={16} aria-hidden="true" />
              {format === 'plain' ? t('telephony.access.plain') : <bdi dir="ltr">{format}</bdi>}
            </a>
          ))}
        </p>
      )}
    </div>
  )
}

const spansS = [3600, 86_400, 604_800, 2_592_000, 31_536_000] as const

function BanForm({ done }: { done(): void }) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  const [forS, setForS] = useState(String(spansS[1]))
  const [isChecked, setChecked] = useState(false)
  const isGood = addressForm.test(address.trim())
  const save = useSaving(
    (idempotencyKey) => call('createBan', { idempotencyKey, body: { address: address.trim(), forS: Number(forS) } }),
    { touches: [['bans']], done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isGood) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <CodeField
        label={t('telephony.access.address')}
        value={address}
        isFirst
        maxLength={64}
        problem={isChecked && !isGood ? t('telephony.access.addressBad') : undefined}
        set={setAddress}
      />
      <ChoiceField
        label={t('telephony.access.for')}
        value={forS}
        choices={spansS.map((value) => ({
          value: String(value),
          label:
            value < 86_400
              ? t('telephony.access.hours', { count: value / 3600 })
              : t('telephony.access.days', { count: value / 86_400 }),
        }))}
        set={setForS}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <FormActions isNew addWord={t('telephony.access.add')} isBusy={save.isPending} close={done} />
    </form>
  )
}

function Settings() {
  const { t } = useTranslation()
  const settings = useQuery({
    queryKey: ['access'],
    queryFn: ({ signal }) => call('accessSettings', { signal }),
    refetchOnMount: 'always',
  })
  return (
    <Card title={t('telephony.access.settings')}>
      {settings.isError && <ErrorNotice error={settings.error} retry={() => void settings.refetch()} />}
      {settings.isPending && <p role="status">{t('common.loading')}</p>}
      {settings.data && <SettingsForm settings={settings.data} />}
    </Card>
  )
}

function SettingsForm({ settings }: { readonly settings: AccessSettings }) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const [draft, setDraft] = useState(() => accessDraft(settings))
  // What this form began with: only what was changed here is sent, also when somebody else saved meanwhile.
  const [base, setBase] = useState(settings)
  const [isChecked, setChecked] = useState(false)
  const save = useSaving(
    () => call('changeAccessSettings', { ifMatch: settings.etag, body: accessBody(draft, base) }),
    {
      touches: [['access']],
      done: (answer) => {
        setDraft(accessDraft(answer))
        setBase(answer)
      },
    },
  )
  const problems = accessProblems(draft)
  const sentence = (name: keyof typeof problems) => {
    const problem = isChecked ? problems[name] : undefined
    if (problem === undefined) return undefined
    return problem === 'badForm'
      ? t('telephony.badForm')
      : t('telephony.outOfRange', { from: problem[0], to: problem[1] })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (Object.keys(problems).length === 0) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <fieldset className={form.form} disabled={!mayChange}>
        <Switch
          label={t('telephony.access.field.areGuestsAllowed')}
          description={t('telephony.access.hint.areGuestsAllowed')}
          checked={draft.areGuestsAllowed}
          onChange={(event) => {
            const areGuestsAllowed = event.currentTarget.checked
            setDraft((now) => ({ ...now, areGuestsAllowed }))
          }}
        />
        <LinesField
          label={t('telephony.access.field.trustedAddresses')}
          hint={t('telephony.access.hint.trustedAddresses')}
          value={draft.trustedAddresses}
          problem={sentence('trustedAddresses')}
          set={(trustedAddresses) => setDraft((now) => ({ ...now, trustedAddresses }))}
        />
        {accessCounts.map((name) => (
          <NumberField
            key={name}
            label={t(`telephony.access.field.${name}`)}
            hint={t(`telephony.access.hint.${name}`)}
            value={draft[name]}
            problem={sentence(name)}
            set={(value) => setDraft((now) => ({ ...now, [name]: value }))}
          />
        ))}
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {mayChange ? (
        <div className={form.actions}>
          <Button type="submit" isBusy={save.isPending}>
            {t('common.save')}
          </Button>
          {save.isSuccess && <span role="status">{t('telephony.saved')}</span>}
        </div>
      ) : (
        <p className={form.hint}>{t('telephony.readOnly')}</p>
      )}
    </form>
  )
}
