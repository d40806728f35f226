import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelLoad } from '#protocol/http/channels.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { NumberField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { type ChannelDraft, channelDrafts, channelLoadsOf, mostInHand, wrongPart } from './loads-draft.ts'

/** What everybody bears at once, channel by channel, and what interrupts what. */
export function LoadsPage() {
  const { t } = useTranslation()
  const loads = useQuery({
    queryKey: ['channel-loads'],
    queryFn: ({ signal }) => call('channelLoads', { signal }),
    refetchOnMount: 'always',
  })
  return (
    <Page title={t('frame.section.loads')}>
      {loads.isError && <ErrorNotice error={loads.error} retry={() => void loads.refetch()} />}
      <Card title={t('staffing.loads.title')} label={t('staffing.loads.title')}>
        {loads.isPending && <p role="status">{t('common.loading')}</p>}
        {loads.data && <LoadsForm known={loads.data.items} />}
      </Card>
    </Page>
  )
}

function LoadsForm({ known }: { readonly known: readonly ChannelLoad[] }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [drafts, setDrafts] = useState(() => channelDrafts(known))
  const [isChecked, setChecked] = useState(false)
  const save = useSaving(() => call('setChannelLoads', { body: { items: channelLoadsOf(drafts) } }), { touches: [] })
  const change = (channel: ChannelDraft['channel'], part: Partial<ChannelDraft>) => {
    save.reset()
    setDrafts(drafts.map((draft) => (draft.channel === channel ? { ...draft, ...part } : draft)))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!drafts.some(wrongPart)) save.mutate()
  }
  const nameOf = (channel: ChannelDraft['channel']) => t(`admin.loads.${channel as 'voice' | 'task'}`)
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <p className={form.hint}>{t('staffing.loads.text')}</p>
      {drafts.map((draft) => {
        const most = mostInHand(draft)
        const isSpoken = draft.channel === 'voice'
        const field = (part: 'atOnce' | 'weight') => (
          <NumberField
            label={t(`staffing.loads.${part}`)}
            value={draft[part]}
            problem={isChecked && wrongPart(draft) === part ? t('staffing.loads.wrong') : undefined}
            set={(value) => change(draft.channel, { [part]: value })}
          />
        )
        return (
          <fieldset key={draft.channel} className={form.group}>
            <legend>{nameOf(draft.channel)}</legend>
            <div className={form.pair}>
              {field('atOnce')}
              {field('weight')}
            </div>
            {most !== undefined && (
              <p className={form.hint}>
                {t('staffing.loads.fits', { channel: nameOf(draft.channel), shown: number(most) })}
              </p>
            )}
            {isSpoken ? (
              <p className={form.hint}>{t('staffing.loads.never')}</p>
            ) : (
              drafts
                .filter(({ channel }) => channel !== draft.channel)
                .map(({ channel }) => (
                  <Checkbox
                    key={channel}
                    label={`${t('staffing.loads.interrupted')}: ${nameOf(channel)}`}
                    checked={draft.interruptedBy.includes(channel)}
                    onChange={({ currentTarget: { checked } }) => {
                      const others = draft.interruptedBy.filter((one) => one !== channel)
                      change(draft.channel, { interruptedBy: checked ? [...others, channel] : others })
                    }}
                  />
                ))
            )}
          </fieldset>
        )
      })}
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('common.save')}
        </Button>
        {save.isSuccess && <span role="status">{t('staffing.loads.saved')}</span>}
      </div>
    </form>
  )
}
