import { Select, Switch } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import type { ManagedQueue } from '#protocol/http/queues.ts'
import { Button, IconButton } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { NumberField, WordField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { bounds, type NumberName, type QueueDraft, queueDraft, queueOf, queueProblems } from './queue-draft.ts'
import styles from './queue-form.module.css'

interface QueueFormProps {
  readonly queue: ManagedQueue | undefined
  done(): void
}

/** Adds or changes a queue, says who serves it, and takes it out of use. */
export function QueueForm({ queue, done }: QueueFormProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [draft, setDraft] = useState(() => queueDraft(queue))
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const problems = queueProblems(draft)
  const touches = [['managed-queues'], ['queues']]
  const save = useSaving(
    (idempotencyKey) =>
      queue
        ? call('changeQueue', { id: queue.queueId, ifMatch: queue.etag, body: queueOf(draft) })
        : call('createQueue', { idempotencyKey, body: queueOf(draft) }),
    { touches, done },
  )
  const setActive = useSaving(
    (_key, isActive: boolean) =>
      call('changeQueue', { id: queue?.queueId ?? '', ifMatch: queue?.etag ?? '', body: { isActive } }),
    { touches, done },
  )
  const change = (part: Partial<QueueDraft>) => setDraft((now) => ({ ...now, ...part }))
  const outOfRange = (name: NumberName) =>
    t('telephony.outOfRange', { from: number(bounds[name][0]), to: number(bounds[name][1]) })
  const bound = (name: NumberName) => ({
    value: draft[name],
    problem: isChecked && problems.has(name) ? outOfRange(name) : undefined,
    set: (value: string) => change({ [name]: value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (problems.size === 0) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('telephony.name')}
        value={draft.name}
        isFirst
        problem={isChecked && problems.has('name') ? t('telephony.needed') : undefined}
        set={(name) => change({ name })}
      />
      <Members
        draft={draft}
        problemOf={(agentId) => (isChecked && problems.has(agentId) ? outOfRange('priority') : undefined)}
        set={(members) => change({ members })}
      />
      <div className={form.pair}>
        <NumberField label={t('telephony.queues.ring')} hint={t('telephony.queues.ringHint')} {...bound('ringS')} />
        <NumberField
          label={t('telephony.queues.coolDown')}
          hint={t('telephony.queues.coolDownHint')}
          {...bound('coolDownS')}
        />
      </div>
      <div className={form.pair}>
        <NumberField
          label={t('telephony.queues.wrapUp')}
          hint={t('telephony.queues.wrapUpHint')}
          {...bound('wrapUpS')}
        />
        <NumberField label={t('telephony.queues.extensions')} {...bound('extensions')} />
      </div>
      <div className={form.pair}>
        <NumberField label={t('telephony.queues.park')} hint={t('telephony.queues.parkHint')} {...bound('parkS')} />
        <NumberField
          label={t('telephony.queues.priority')}
          hint={t('telephony.queues.priorityHint')}
          {...bound('priority')}
        />
      </div>
      <Switch
        label={t('telephony.queues.autoAnswer')}
        description={t('telephony.queues.autoAnswerHint')}
        checked={draft.isAutoAnswered}
        onChange={({ currentTarget: { checked } }) => change({ isAutoAnswered: checked })}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      {setActive.isError && !isAsking && <ErrorNotice error={setActive.error} />}
      {isAsking && queue && (
        <AskFirst
          title={t('telephony.queues.deactivateAsk', { name: queue.name })}
          deed={t('telephony.queues.deactivate')}
          isBusy={setActive.isPending}
          error={setActive.error}
          onYes={() => setActive.mutate(false)}
          onNo={() => setAsking(false)}
        >
          {t('telephony.queues.deactivateText')}
        </AskFirst>
      )}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {queue ? t('common.save') : t('telephony.queues.add')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {queue?.isActive && !isAsking && (
          <Button kind="quiet" className={form.away} onClick={() => setAsking(true)}>
            {t('telephony.queues.deactivate')}
          </Button>
        )}
        {queue && !queue.isActive && (
          <Button className={form.away} isBusy={setActive.isPending} onClick={() => setActive.mutate(true)}>
            {t('telephony.queues.activate')}
          </Button>
        )}
      </div>
    </form>
  )
}

interface MembersProps {
  readonly draft: QueueDraft
  problemOf(agentId: AgentId): string | undefined
  set(members: QueueDraft['members']): void
}

/** Who serves it, each with how this queue stands among his others. */
function Members({ draft: { members }, problemOf, set }: MembersProps) {
  const { t } = useTranslation()
  const agents = useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => call('agents', { signal }) })
  const names = new Map((agents.data?.items ?? []).map(({ agentId, name }) => [agentId, name]))
  const others = [...names].filter(([agentId]) => !members.some((member) => member.agentId === agentId))
  return (
    <fieldset className={form.group}>
      <legend>{t('telephony.queues.members')}</legend>
      {agents.isError && <ErrorNotice error={agents.error} />}
      {members.length === 0 && <p className={form.hint}>{t('telephony.queues.noMembers')}</p>}
      {members.length > 0 && (
        <ul className={styles.members}>
          {members.map((member) => {
            const name = names.get(member.agentId) ?? '…'
            return (
              <li key={member.agentId} className={styles.member}>
                <NumberField
                  label={t('telephony.queues.priorityOf', { name })}
                  value={member.priority}
                  problem={problemOf(member.agentId)}
                  set={(priority) =>
                    set(members.map((each) => (each.agentId === member.agentId ? { ...each, priority } : each)))
                  }
                />
                <IconButton
                  label={t('telephony.queues.takeOut', { name })}
                  icon={<IconX size={17} />}
                  onClick={() => set(members.filter(({ agentId }) => agentId !== member.agentId))}
                />
              </li>
            )
          })}
        </ul>
      )}
      <Select
        label={t('telephony.queues.takeIn')}
        data={others.map(([value, label]) => ({ value: value as string, label }))}
        value={null}
        searchable
        disabled={others.length === 0}
        nothingFoundMessage={t('telephony.nobody')}
        onChange={(agentId) => agentId && set([...members, { agentId: agentId as AgentId, priority: '0' }])}
      />
    </fieldset>
  )
}
