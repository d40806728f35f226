import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoutingProfile } from '#protocol/http/routing-profiles.ts'
import { LoadFields } from '../admin/load-fields.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { isFelt, profileDraft, profileOf, profileProblems } from './profile-draft.ts'
import { ProfilePeople, useNamed } from './profile-people.tsx'
import { ProfileQueues } from './profile-queues.tsx'

const touches = [['routing-profiles'], ['agents'], ['people'], ['managed-queues']]

/** Adds, changes and removes a profile, and gives it to people. */
export function ProfileForm({ profile, done }: { readonly profile: RoutingProfile | undefined; done(): void }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const named = useNamed()
  const [before] = useState(() => profileDraft(profile))
  const [draft, setDraft] = useState(before)
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const change = (part: Partial<typeof draft>) => {
    setAsking(false)
    setDraft({ ...draft, ...part })
  }
  const problems = profileProblems(draft)
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = profileOf(draft)
      return profile
        ? call('changeRoutingProfile', { id: profile.routingProfileId, ifMatch: profile.etag, body })
        : call('createRoutingProfile', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(
    () => call('removeRoutingProfile', { id: profile?.routingProfileId ?? '', ifMatch: profile?.etag ?? '' }),
    { touches, done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (problems.size > 0) return
    // Whoever has it is perhaps in the middle of work: one more question before it changes for all of them.
    if (profile && profile.agentIds.length > 0 && isFelt(before, draft) && !isAsking) setAsking(true)
    else save.mutate()
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
      <ProfileQueues lines={draft.queues} isChecked={isChecked} set={(queues) => change({ queues })} />
      <LoadFields
        legend={t('staffing.profiles.loads')}
        loads={draft.loads}
        problem={isChecked && problems.has('loads') ? t('admin.loads.wrong') : undefined}
        set={(loads) => change({ loads })}
      />
      <ProfilePeople profile={profile} agentIds={draft.agentIds} set={(agentIds) => change({ agentIds })} />
      {isAsking && (
        <AskFirst
          title={t('staffing.profiles.askTitle', { shown: number(profile?.agentIds.length ?? 0) })}
          deed={t('staffing.profiles.askDeed')}
          isBusy={save.isPending}
          error={null}
          onYes={() => save.mutate()}
          onNo={() => setAsking(false)}
        >
          {t('staffing.profiles.askText')}
        </AskFirst>
      )}
      <SaveOrRemove
        add={t('staffing.profiles.add')}
        known={profile}
        removeText={
          profile && profile.agentIds.length > 0
            ? t('staffing.profiles.had', { names: named(profile.agentIds) })
            : t('staffing.profiles.removeText')
        }
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
