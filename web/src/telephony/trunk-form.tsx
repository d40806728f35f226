import { Checkbox, PasswordInput, Switch } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trunk } from '#protocol/http/trunks.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { AskFirst } from './ask-first.tsx'
import { ChoiceField, CodeField, inputWrapperOrder, LinesField, NumberField, RadioCard, WordField } from './fields.tsx'
import { useMayChange } from './may-change.ts'
import styles from './telephony.module.css'
import {
  askedByPreset,
  changeTrunkBody,
  createTrunkBody,
  type TrunkDraft,
  type TrunkField,
  type TrunkProblem,
  trunkChoices,
  trunkDraft,
  trunkFieldKinds,
  trunkFieldNames,
  trunkPresets,
  trunkProblems,
} from './trunk-fields.ts'
import { useSaving } from './use-saving.ts'

interface TrunkFormProps {
  /** Absent: a new one. */
  readonly trunk: Trunk | undefined
  saved(trunk: Trunk): void
  removed(): void
}

/** What stands on the wire has no translation. */
const wireNames: Readonly<Record<string, string>> = {
  udp: 'UDP',
  tcp: 'TCP',
  tls: 'TLS',
  pai: 'P-Asserted-Identity',
  ppi: 'P-Preferred-Identity',
  rpid: 'Remote-Party-ID',
  diversion: 'Diversion',
  'history-info': 'History-Info',
  rfc4733: 'RFC 4733',
  info: 'SIP INFO',
  'pcma,pcmu': 'A-law, µ-law',
  'pcmu,pcma': 'µ-law, A-law',
  pcma: 'A-law',
  pcmu: 'µ-law',
  'g722,pcma,pcmu': 'G.722, A-law, µ-law',
  'g722,pcmu,pcma': 'G.722, µ-law, A-law',
  'opus,g722,pcma,pcmu': 'Opus, G.722, A-law, µ-law',
}

/** Adds or changes a trunk. A preset asks for little; the rest waits behind «More settings», each with its sentence. */
export function TrunkForm({ trunk, saved, removed }: TrunkFormProps) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const presetName = useId()
  const [draft, setDraft] = useState(() => trunkDraft(trunk))
  // What this form began with: only what was changed here is sent, also when somebody else saved meanwhile.
  const [base, setBase] = useState(trunk)
  const [isChecked, setChecked] = useState(false)
  const [isMoreShown, setMoreShown] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const touches = [['trunks'], ['trunk', trunk?.trunkId ?? '']]
  const save = useSaving(
    (idempotencyKey) =>
      trunk
        ? call('changeTrunk', { id: trunk.trunkId, ifMatch: trunk.etag, body: changeTrunkBody(draft, base ?? trunk) })
        : call('createTrunk', { idempotencyKey, body: createTrunkBody(draft) }),
    {
      touches,
      done: (answer) => {
        setDraft(trunkDraft(answer))
        setBase(answer)
        setChecked(false)
        saved(answer)
      },
    },
  )
  const remove = useSaving(() => call('removeTrunk', { id: trunk?.trunkId ?? '' }), {
    touches: [['trunks']],
    done: removed,
  })
  const problems = trunkProblems(draft, trunk === undefined)
  const asked = askedByPreset[draft.preset]
  const others = trunkFieldNames.filter((name) => !asked.includes(name))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    // A problem nobody sees cannot be mended.
    if (others.some((name) => problems[name] !== undefined)) setMoreShown(true)
    if (Object.keys(problems).length === 0) save.mutate()
  }
  const set = (change: Partial<TrunkDraft>) => setDraft((now) => ({ ...now, ...change }))
  const sentence = (problem: TrunkProblem | undefined) => {
    if (!isChecked || problem === undefined) return undefined
    if (typeof problem === 'string') return t(`telephony.${problem}`)
    return t('telephony.outOfRange', { from: problem[0], to: problem[1] })
  }
  const field = (name: TrunkField) => (
    <TrunkFieldInput
      key={name}
      name={name}
      draft={draft}
      isNew={trunk === undefined}
      problem={sentence(problems[name])}
      set={(value) => set({ [name]: value })}
    />
  )
  const isPasswordAsked = asked.includes('password')
  const password = (
    <div key="password" className={styles.group}>
      <PasswordInput
        label={t('telephony.trunk.field.password')}
        description={trunk?.hasPassword ? t('telephony.trunk.passwordKept') : t('telephony.trunk.hint.password')}
        inputWrapperOrder={inputWrapperOrder}
        autoComplete="new-password"
        dir="ltr"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        disabled={draft.isPasswordForgotten}
        value={draft.password}
        error={sentence(problems.password)}
        maxLength={256}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
      {trunk?.hasPassword && (
        <Checkbox
          label={t('telephony.trunk.forgetPassword')}
          checked={draft.isPasswordForgotten}
          onChange={(event) => set({ isPasswordForgotten: event.currentTarget.checked, password: '' })}
        />
      )}
    </div>
  )
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      {!mayChange && <p className={styles.hint}>{t('telephony.readOnly')}</p>}
      <fieldset className={styles.form} disabled={!mayChange}>
        {!trunk && (
          <fieldset className={styles.group}>
            <legend>{t('telephony.preset.label')}</legend>
            <div className={styles.choices}>
              {trunkPresets.map((preset) => (
                <RadioCard
                  key={preset}
                  name={presetName}
                  value={preset}
                  isChosen={draft.preset === preset}
                  title={t(`telephony.preset.${preset}`)}
                  text={t(`telephony.preset.${preset}Text`)}
                  choose={() => set({ preset })}
                />
              ))}
            </div>
          </fieldset>
        )}
        <div className={styles.pair}>{asked.map((name) => (name === 'password' ? password : field(name)))}</div>
        <Switch
          label={t('telephony.trunk.inUse')}
          checked={draft.isActive}
          onChange={(event) => set({ isActive: event.currentTarget.checked })}
        />
        <details
          className={styles.more}
          open={isMoreShown}
          onToggle={(event) => setMoreShown(event.currentTarget.open)}
        >
          <summary>{t('telephony.moreSettings')}</summary>
          <div className={styles.pair}>
            {others.map(field)}
            {!isPasswordAsked && password}
          </div>
        </details>
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && trunk && (
        <AskFirst
          title={t('telephony.removeAsk', { name: trunk.name })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        >
          {t('telephony.trunk.removeText')}
        </AskFirst>
      )}
      {mayChange && (
        <div className={styles.actions}>
          <Button type="submit" kind="primary" isBusy={save.isPending}>
            {trunk ? t('common.save') : t('telephony.trunk.add')}
          </Button>
          {save.isSuccess && <span role="status">{t('telephony.saved')}</span>}
          {trunk && !isAsking && (
            <Button kind="quiet" className={styles.away} onClick={() => setAsking(true)}>
              {t('telephony.remove')}
            </Button>
          )}
        </div>
      )}
    </form>
  )
}

interface TrunkFieldInputProps {
  readonly name: TrunkField
  readonly draft: TrunkDraft
  readonly isNew: boolean
  readonly problem: string | undefined
  set(value: string): void
}

function TrunkFieldInput({ name, draft, isNew, problem, set }: TrunkFieldInputProps) {
  const { t } = useTranslation()
  const kind = trunkFieldKinds[name]
  const fromPreset = isNew ? t('telephony.asPreset') : undefined
  const shared = {
    label: t(`telephony.trunk.field.${name}`),
    hint: t(`telephony.trunk.hint.${name}`),
    value: draft[name],
    problem,
    set,
  }
  if (name === 'name') return <WordField {...shared} />
  if (kind === 'lines') return <LinesField {...shared} />
  if (kind === 'count' || kind === 'money') return <NumberField {...shared} placeholder={fromPreset} />
  if (kind === 'flag') {
    const choices = [
      ...(isNew ? [{ value: '', label: t('telephony.asPreset') }] : []),
      { value: 'yes', label: t('telephony.on') },
      { value: 'no', label: t('telephony.off') },
    ]
    return <ChoiceField {...shared} choices={choices} />
  }
  if (kind === 'choice' || kind === 'codecs') {
    const values: readonly string[] = trunkChoices[name as keyof typeof trunkChoices]
    const choices = values.map((value) => ({
      value,
      label: wireNames[value] ?? t(`telephony.trunk.choice.${value as 'auto'}`),
    }))
    return (
      <ChoiceField
        {...shared}
        choices={isNew ? [{ value: '', label: t('telephony.asPreset') }, ...choices] : choices}
      />
    )
  }
  return <CodeField {...shared} />
}
