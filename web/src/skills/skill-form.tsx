import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import type { Proficiency, Skill, SkillKind } from '#protocol/http/skills.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { MemberList } from '../queues/member-list.tsx'
import { call } from '../sign-in/api.ts'
import { ChoiceField, WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { ReservationFields, reservationDraft, reservationOf } from './reservation-fields.tsx'
import { kinds } from './skill-choices.ts'

interface Holder {
  readonly agentId: AgentId
  readonly proficiency: Proficiency
}

/** Adds, changes and removes a skill, and says who has it. */
export function SkillForm({ skill, done }: { readonly skill: Skill | undefined; done(): void }) {
  const { t } = useTranslation()
  const holders = useQuery({
    queryKey: ['skilled-agents', skill?.skillId],
    queryFn: ({ signal }) => call('skilledAgents', { id: skill?.skillId ?? '', signal }),
    enabled: skill !== undefined,
    gcTime: 0,
  })
  if (skill !== undefined && holders.isError) {
    return <ErrorNotice error={holders.error} retry={() => void holders.refetch()} />
  }
  if (skill !== undefined && !holders.data) return <p role="status">{t('common.loading')}</p>
  return <LoadedForm skill={skill} known={holders.data?.items ?? []} done={done} />
}

interface LoadedFormProps {
  readonly skill: Skill | undefined
  readonly known: readonly Holder[]
  done(): void
}

function LoadedForm({ skill, known, done }: LoadedFormProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const [name, setName] = useState(skill?.name ?? '')
  const [kind, setKind] = useState<SkillKind>(skill?.kind ?? 'skill')
  const [holders, setHolders] = useState<readonly Holder[]>(() =>
    known.map(({ agentId, proficiency }) => ({ agentId, proficiency })),
  )
  const [kept, setKept] = useState(() => reservationDraft(skill?.reservation))
  const [isChecked, setChecked] = useState(false)
  const touches = [['skills'], ['skilled-agents']]
  const reservation = reservationOf(kept)
  const isMissing = name.trim() === '' || reservation === undefined
  const save = useSaving(
    async (idempotencyKey) => {
      const body = { name: name.trim(), kind, ...(reservation !== undefined && { reservation }) }
      const isKeptAsBefore =
        JSON.stringify(reservationOf(reservationDraft(skill?.reservation))) === JSON.stringify(reservation)
      const isOther = skill === undefined || skill.name !== body.name || skill.kind !== kind || !isKeptAsBefore
      const saved = !skill
        ? await call('createSkill', { idempotencyKey, body })
        : isOther
          ? await call('changeSkill', { id: skill.skillId, ifMatch: skill.etag, body })
          : skill
      return call('setSkilledAgents', {
        id: saved.skillId,
        ifMatch: saved.etag,
        body: { agents: holders.map(({ agentId, proficiency }) => ({ agentId, proficiency })) },
      })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeSkill', { id: skill?.skillId ?? '', ifMatch: skill?.etag ?? '' }), {
    touches,
    done,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isMissing) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <div className={form.pair}>
        <WordField
          label={t('telephony.name')}
          value={name}
          isFirst
          problem={isChecked && name.trim() === '' ? t('telephony.needed') : undefined}
          set={setName}
        />
        <ChoiceField
          label={t('telephony.skills.kind')}
          value={kind}
          choices={kinds.map((value) => ({ value, label: t(`telephony.skills.kinds.${value}`) }))}
          set={(value) => setKind(value as SkillKind)}
        />
      </div>
      <MemberList
        legend={t('telephony.skills.agents')}
        none={t('telephony.skills.noAgents')}
        takeIn={t('telephony.skills.giveTo')}
        takeOut={(of) => t('telephony.skills.takeFrom', { name: of })}
        members={holders}
        fieldsOf={(holder, of) => (
          <Select
            aria-label={t('telephony.skills.levelOf', { name: of })}
            allowDeselect={false}
            data={[1, 2, 3, 4, 5].map((level) => ({
              value: String(level),
              label: t('telephony.skills.level', { level: number(level) }),
            }))}
            value={String(holder.proficiency)}
            onChange={(value) =>
              setHolders(
                holders.map((one) =>
                  one.agentId === holder.agentId ? { ...one, proficiency: Number(value) as Proficiency } : one,
                ),
              )
            }
          />
        )}
        added={(agentId) => setHolders([...holders, { agentId, proficiency: 3 }])}
        removed={(agentId) => setHolders(holders.filter((one) => one.agentId !== agentId))}
      />
      <p className={form.hint}>{t('telephony.skills.levelHint')}</p>
      <ReservationFields draft={kept} isChecked={isChecked} set={setKept} />
      <SaveOrRemove
        add={t('telephony.skills.add')}
        known={skill}
        removeText={t('telephony.skills.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
