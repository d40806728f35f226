import { Checkbox, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoutingProfileId } from '#kernel/ids.ts'
import type { Language, Role } from '#protocol/http/fields.ts'
import type { ChoosesBy, Person } from '#protocol/http/people.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { RegionsField } from '../geography/region-fields.tsx'
import { languages } from '../languages/languages.ts'
import { CallFailed, call, newIdempotencyKey } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import styles from './person-form.module.css'
import { PersonProfile } from './person-profile.tsx'
import { PersonWork } from './person-work.tsx'
import { isWorkable, loadsOf, workDraft, wrapUpOf } from './work-draft.ts'

const allRoles = ['agent', 'supervisor', 'administrator', 'integrator'] as const satisfies readonly Role[]
const ways = ['turn', 'service-level', 'share'] as const satisfies readonly ChoosesBy[]
const shortestPassword = 10

interface PersonFormProps {
  /** Absent: a new person. */
  readonly person: Person | undefined
  done(): void
}

/** Adds or changes a person, and takes their access away. */
export function PersonForm({ person, done }: PersonFormProps) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [name, setName] = useState(person?.name ?? '')
  const [email, setEmail] = useState(person?.email ?? '')
  const [roles, setRoles] = useState<readonly Role[]>(person?.roles ?? ['agent'])
  const [language, setLanguage] = useState<Language>(person?.language ?? (i18n.language as Language))
  const [isAutoAnswered, setAutoAnswered] = useState(person?.isAutoAnswered ?? false)
  const [chooses, setChooses] = useState<ChoosesBy>(person?.choosesBy ?? 'turn')
  const [regionCodes, setRegionCodes] = useState<readonly string[]>(person?.regionCodes ?? [])
  const [profileId, setProfileId] = useState<RoutingProfileId | null>(person?.routingProfileId ?? null)
  const [work, setWork] = useState(() => workDraft(person))
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const key = useRef(newIdempotencyKey())
  /** He keeps what the profile gave him: nothing that is typed here says otherwise. */
  const isLeaving = person?.routingProfileId !== undefined && profileId === null
  const isMe = person?.personId === me.personId
  const finished = async () => {
    await client.invalidateQueries({ queryKey: ['people'] })
    for (const queryKey of [['routing-profiles'], ['agents']]) void client.invalidateQueries({ queryKey })
    done()
  }
  const save = useMutation({
    mutationFn: () =>
      person
        ? call('changePerson', {
            id: person.personId,
            ifMatch: person.etag,
            body: {
              name: name.trim(),
              roles: [...roles],
              language,
              ...(person.agentId === undefined
                ? {}
                : {
                    ...{ isAutoAnswered, choosesBy: chooses, regionCodes: [...regionCodes] },
                    ...{ wrapUp: wrapUpOf(work), routingProfileId: profileId },
                    ...(profileId === null && !isLeaving && { ownLoads: loadsOf(work) }),
                  }),
              ...(password === '' ? {} : { password }),
            },
          })
        : call('createPerson', {
            idempotencyKey: key.current,
            body: { name: name.trim(), email: email.trim(), roles: [...roles], language, password },
          }),
    onSuccess: finished,
    onError: (error) => {
      if (error instanceof CallFailed && error.status >= 400 && error.status < 500) key.current = newIdempotencyKey()
    },
  })
  const setActive = useMutation({
    mutationFn: (isActive: boolean) =>
      call('changePerson', { id: person?.personId as string, ifMatch: person?.etag as string, body: { isActive } }),
    onSuccess: finished,
  })
  const problems = {
    name: name.trim() === '' ? t('signIn.nameMissing') : undefined,
    email: person || /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? undefined : t('signIn.emailMissing'),
    work: isWorkable(work) ? undefined : t('admin.loads.wrong'),
    roles: roles.length === 0 ? t('admin.roleMissing') : undefined,
    password:
      (person && password === '') || password.length >= shortestPassword
        ? undefined
        : t('signIn.passwordShort', { count: shortestPassword }),
  }
  const shown: Partial<typeof problems> = isChecked ? problems : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (Object.values(problems).every((problem) => problem === undefined)) save.mutate()
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <TextInput
        label={t('signIn.name')}
        autoComplete="off"
        data-autofocus
        dir="auto"
        maxLength={120}
        value={name}
        error={shown.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('signIn.email')}
        type="email"
        autoComplete="off"
        dir="ltr"
        disabled={person !== undefined}
        value={email}
        error={shown.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <fieldset className={styles.roles} aria-describedby={shown.roles ? 'roles-problem' : undefined}>
        <legend>{t('admin.roles')}</legend>
        {allRoles.map((role) => (
          <Checkbox
            key={role}
            label={t(`admin.role.${role}`)}
            description={t(`admin.roleText.${role}`)}
            checked={roles.includes(role)}
            // Nobody locks themselves out by a slip.
            disabled={isMe && role === 'administrator'}
            onChange={(event) =>
              setRoles(event.currentTarget.checked ? [...roles, role] : roles.filter((other) => other !== role))
            }
          />
        ))}
        {shown.roles && (
          <p id="roles-problem" className={styles.problem}>
            {shown.roles}
          </p>
        )}
      </fieldset>
      {person?.agentId !== undefined && (
        <Checkbox
          label={t('admin.autoAnswer')}
          description={t('admin.autoAnswerText')}
          checked={isAutoAnswered}
          onChange={(event) => setAutoAnswered(event.currentTarget.checked)}
        />
      )}
      {person?.agentId !== undefined && (
        <Select
          label={t('admin.choosesBy.label')}
          description={t('admin.choosesBy.text')}
          allowDeselect={false}
          data={ways.map((way) => ({ value: way as string, label: t(`admin.choosesBy.${way}`) }))}
          value={chooses}
          onChange={(way) => way && setChooses(way as ChoosesBy)}
        />
      )}
      {person?.agentId !== undefined && (
        <RegionsField
          label={t('admin.regions.label')}
          hint={t('admin.regions.text')}
          values={regionCodes}
          set={setRegionCodes}
        />
      )}
      <Select
        label={t('frame.language')}
        data={languages.map(({ code, name: label }) => ({ value: code as string, label }))}
        value={language}
        onChange={(code) => code && setLanguage(code as Language)}
      />
      {person?.agentId !== undefined && (
        <PersonProfile known={person.routingProfileId ?? null} chosen={profileId} choose={setProfileId} />
      )}
      {person?.agentId !== undefined && (
        <PersonWork draft={work} problem={shown.work} hasProfile={profileId !== null || isLeaving} set={setWork} />
      )}
      <PasswordInput
        label={person ? t('admin.newPassword') : t('signIn.password')}
        description={person ? t('admin.newPasswordHint') : t('signIn.passwordHint', { count: shortestPassword })}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        value={password}
        error={shown.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {(save.isError || setActive.isError) && <ErrorNotice error={save.error ?? setActive.error} />}
      {isAsking && (
        <Notice
          tone="caution"
          role="alert"
          title={t('admin.deactivateAsk', { name: person?.name })}
          actions={
            <>
              <Button kind="danger" isBusy={setActive.isPending} onClick={() => setActive.mutate(false)}>
                {t('admin.deactivate')}
              </Button>
              <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
            </>
          }
        >
          {t('admin.deactivateText')}
        </Notice>
      )}
      <div className={styles.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {person ? t('common.save') : t('admin.addPerson')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {person && !isMe && !isAsking && (
          <span className={styles.away}>
            {person.isActive ? (
              <Button kind="quiet" onClick={() => setAsking(true)}>
                {t('admin.deactivate')}
              </Button>
            ) : (
              <Button isBusy={setActive.isPending} onClick={() => setActive.mutate(true)}>
                {t('admin.activate')}
              </Button>
            )}
          </span>
        )}
      </div>
    </form>
  )
}
