import { Modal, Select, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FloorMessageTo } from '#protocol/http/desk-alerts.ts'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { directionWhileEmpty } from '../design/direction-while-empty.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { forgetKept, useKept } from '../state/use-kept.ts'
import { ChoiceField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

/** Whom a message is meant for at first: an agent, or still to be chosen. */
export type Addressed = Pick<AgentEntry, 'agentId'> | 'open'

interface MessageFormProps {
  readonly to: Addressed | undefined
  readonly agents: readonly AgentEntry[]
  done(): void
}

const hoursToChoose = [1, 4, 8, 24] as const

/** A supervisor writes to an agent, a team, or all who serve a queue. */
export function MessageForm({ to, agents, done }: MessageFormProps) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={to !== undefined}
      onClose={done}
      title={t('floor.messages.write')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {to !== undefined && <Fields to={to} agents={agents} done={done} />}
    </Modal>
  )
}

const keyOf = ({ kind, id }: FloorMessageTo) => `${kind} ${id}`
const readKey = (key: string): FloorMessageTo => {
  const [kind, id] = key.split(' ')
  return { kind, id } as FloorMessageTo
}

function Fields({ to, agents, done }: MessageFormProps & { readonly to: Addressed }) {
  const { t } = useTranslation()
  const draft = 'floor-message'
  const [text, setText] = useKept(draft, 'text', '')
  const [chosen, setChosen] = useState(to === 'open' ? '' : keyOf({ kind: 'agent', id: to.agentId }))
  const [hours, setHours] = useState('8')
  const [isChecked, setChecked] = useState(false)
  const teams = useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => call('teams', { signal }) })
  const queues = useQuery({ queryKey: ['queues'], queryFn: ({ signal }) => call('queues', { signal }) })
  const save = useSaving(
    (idempotencyKey) =>
      call('createFloorMessage', {
        idempotencyKey,
        body: { text: text.trim(), to: readKey(chosen), expiresInMinutes: Number(hours) * 60 },
      }),
    {
      touches: [['floor-messages']],
      done: () => {
        forgetKept(draft)
        done()
      },
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (text.trim() !== '' && chosen !== '') save.mutate()
  }
  return (
    <form onSubmit={submit} className={form.form}>
      <Select
        label={t('floor.messages.to')}
        searchable
        data-autofocus={chosen === '' || undefined}
        data={[
          {
            group: t('floor.messages.agents'),
            items: agents.map(({ agentId, name }) => ({ value: keyOf({ kind: 'agent', id: agentId }), label: name })),
          },
          {
            group: t('floor.messages.teams'),
            items: (teams.data?.items ?? []).map(({ teamId, name }) => ({
              value: keyOf({ kind: 'team', id: teamId }),
              label: name,
            })),
          },
          {
            group: t('floor.messages.queues'),
            items: (queues.data?.items ?? []).map(({ queueId, name }) => ({
              value: keyOf({ kind: 'queue', id: queueId }),
              label: name,
            })),
          },
        ].filter(({ items }) => items.length > 0)}
        value={chosen === '' ? null : chosen}
        error={isChecked && chosen === '' ? t('floor.messages.noTo') : undefined}
        onChange={(value) => setChosen(value ?? '')}
      />
      <Textarea
        label={t('floor.messages.text')}
        description={t('floor.messages.textHint')}
        autosize
        minRows={2}
        maxLength={500}
        dir={directionWhileEmpty(text)}
        data-autofocus={chosen !== '' || undefined}
        value={text}
        error={isChecked && text.trim() === '' ? t('floor.messages.noText') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ChoiceField
        label={t('floor.messages.shownFor')}
        value={hours}
        choices={hoursToChoose.map((count) => ({
          value: String(count),
          label: t('floor.messages.hours', { count }),
        }))}
        set={setHours}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('floor.messages.send')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
