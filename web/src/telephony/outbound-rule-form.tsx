import { Checkbox, Switch } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreateOutboundRule, DialPermission, OutboundRule } from '#protocol/http/number-plan.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { AskFirst } from './ask-first.tsx'
import { ChoiceField, CodeField, LinesField, WordField } from './fields.tsx'
import { FormActions } from './form-actions.tsx'
import { dialText, firstBad, linesOf, textOf } from './lines.ts'
import { useMayChange } from './may-change.ts'
import { useBusinessUnits } from './queries.ts'
import styles from './telephony.module.css'
import { TrunkOrder } from './trunk-order.tsx'
import { useSaving } from './use-saving.ts'

export const permissionWords = {
  'calls.dial': 'dial',
  'calls.dial.abroad': 'abroad',
  'calls.dial.premium': 'premium',
} as const satisfies Record<DialPermission, string>
const permissions = Object.keys(permissionWords) as DialPermission[]
const prefixForm = /^\+?[0-9*#]{1,20}$/

interface OutboundRuleFormProps {
  readonly rule: OutboundRule | undefined
  /** Behind all others. */
  readonly nextRank: number
  done(): void
}

/** Who may call what over which trunks. */
export function OutboundRuleForm({ rule, nextRank, done }: OutboundRuleFormProps) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  const units = useBusinessUnits().data?.items ?? []
  const [name, setName] = useState(rule?.name ?? '')
  const [isActive, setActive] = useState(rule?.isActive ?? true)
  const [prefixes, setPrefixes] = useState(() => textOf(rule?.prefixes ?? []))
  const [unitIds, setUnitIds] = useState<readonly string[]>(rule?.businessUnitIds ?? [])
  const [requires, setRequires] = useState<DialPermission>(rule?.requires ?? 'calls.dial')
  const [trunkIds, setTrunkIds] = useState<readonly string[]>(rule?.trunkIds ?? [])
  const [callerNumber, setCallerNumber] = useState(rule?.callerNumber ?? '')
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const beginnings = linesOf(prefixes).map(dialText)
  const badPrefix = firstBad(beginnings, prefixForm)
  const shownNumber = dialText(callerNumber)
  const problems = {
    name: name.trim() === '' ? t('telephony.needed') : undefined,
    prefixes:
      badPrefix === undefined ? undefined : t('telephony.outbound.prefixBad', { value: `\u2066${badPrefix}\u2069` }),
    trunks: trunkIds.length === 0 ? t('telephony.outbound.trunkMissing') : undefined,
    callerNumber: shownNumber === '' || /^\+?[0-9]{1,32}$/.test(shownNumber) ? undefined : t('telephony.badForm'),
  }
  const shown: Partial<typeof problems> = isChecked ? problems : {}
  const touches = [['outbound-rules']]
  const save = useSaving(
    (idempotencyKey) => {
      const fields = {
        name: name.trim(),
        isActive,
        prefixes: beginnings,
        businessUnitIds: unitIds,
        requires,
        trunkIds,
      } as unknown as CreateOutboundRule
      if (rule) {
        const body = { ...fields, callerNumber: shownNumber === '' ? null : shownNumber }
        return call('changeOutboundRule', { id: rule.outboundRuleId, ifMatch: rule.etag, body })
      }
      const body = { ...fields, rank: nextRank, ...(shownNumber === '' ? {} : { callerNumber: shownNumber }) }
      return call('createOutboundRule', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeOutboundRule', { id: rule?.outboundRuleId ?? '' }), { touches, done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (Object.values(problems).every((problem) => problem === undefined)) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <fieldset className={styles.form} disabled={!mayChange}>
        <WordField label={t('telephony.name')} value={name} problem={shown.name} isFirst set={setName} />
        <LinesField
          label={t('telephony.outbound.prefixes')}
          hint={t('telephony.outbound.prefixesHint')}
          value={prefixes}
          problem={shown.prefixes}
          set={setPrefixes}
        />
        <ChoiceField
          label={t('telephony.outbound.requires')}
          value={requires}
          choices={permissions.map((value) => ({
            value,
            label: t(`telephony.outbound.permission.${permissionWords[value]}`),
          }))}
          set={(value) => setRequires(value as DialPermission)}
        />
        {units.length > 1 && (
          <fieldset className={styles.group}>
            <legend>{t('telephony.outbound.units')}</legend>
            <p className={styles.hint}>{t('telephony.outbound.unitsHint')}</p>
            {units.map(({ businessUnitId, name: label }) => (
              <Checkbox
                key={businessUnitId}
                label={<bdi>{label}</bdi>}
                checked={unitIds.includes(businessUnitId)}
                onChange={(event) =>
                  setUnitIds(
                    event.currentTarget.checked
                      ? [...unitIds, businessUnitId]
                      : unitIds.filter((other) => other !== businessUnitId),
                  )
                }
              />
            ))}
          </fieldset>
        )}
        <TrunkOrder trunkIds={trunkIds} problem={shown.trunks} isReadOnly={!mayChange} set={setTrunkIds} />
        <CodeField
          label={t('telephony.outbound.callerNumber')}
          hint={t('telephony.outbound.callerNumberHint')}
          value={callerNumber}
          problem={shown.callerNumber}
          maxLength={40}
          set={setCallerNumber}
        />
        <Switch
          label={t('telephony.active')}
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && rule && (
        <AskFirst
          title={t('telephony.removeAsk', { name: rule.name })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        />
      )}
      <FormActions
        isNew={!rule}
        addWord={t('telephony.outbound.add')}
        isBusy={save.isPending}
        close={done}
        {...(rule && !isAsking ? { remove: () => setAsking(true) } : {})}
      />
    </form>
  )
}
