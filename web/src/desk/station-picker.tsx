import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StationChoice, StationChoices } from '#protocol/http/phones.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useStore } from '../state/use-store.ts'
import { CodeField, RadioCard } from '../telephony/fields.tsx'
import { dialText } from '../telephony/lines.ts'
import { chooseStation, loadStationChoice, stationChoices } from './station-choice.ts'
import styles from './station-picker.module.css'
import { useDesk } from './use-desk.ts'

/** What to talk through: this browser, a phone of one's own, any telephone. Each says what it needs. */
export function StationPicker() {
  const choices = useStore(stationChoices)
  const { station } = useDesk()
  // Whether a phone is registered may have changed since, and changes with the station.
  useEffect(() => void loadStationChoice(), [station?.isReachable])
  if (!choices || (choices.phones.length === 0 && !choices.mayUseNumber && choices.chosen.kind === 'browser'))
    return null
  return <Picker key={choices.chosen.kind} choices={choices} />
}

function Picker({ choices }: { readonly choices: StationChoices }) {
  const { t } = useTranslation()
  const name = useId()
  const { chosen, phones, mayUseNumber } = choices
  const [isTyping, setTyping] = useState(chosen.kind === 'number')
  const [number, setNumber] = useState(chosen.kind === 'number' ? chosen.number : '')
  const [isChecked, setChecked] = useState(false)
  const choose = useMutation({ mutationFn: (choice: StationChoice) => chooseStation(choice) })
  const take = (choice: StationChoice) => {
    setTyping(false)
    if (!choose.isPending) choose.mutate(choice)
  }
  const dialed = dialText(number)
  const isGood = /^[0-9+*#]{1,32}$/.test(dialed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isGood) choose.mutate({ kind: 'number', number: dialed })
  }
  return (
    <fieldset className={styles.picker}>
      <legend>{t('station.through')}</legend>
      <RadioCard
        name={name}
        value="browser"
        isChosen={chosen.kind === 'browser' && !isTyping}
        title={t('station.choice.browser')}
        text={t('station.choice.browserText')}
        choose={() => take({ kind: 'browser' })}
      />
      {phones.map(({ user, displayName, isRegistered }) => (
        <RadioCard
          key={user}
          name={name}
          value={`phone ${user}`}
          isChosen={chosen.kind === 'phone' && chosen.user === user && !isTyping}
          isDisabled={!isRegistered && !(chosen.kind === 'phone' && chosen.user === user)}
          title={t('station.choice.phone', { name: `\u2068${displayName || user}\u2069` })}
          text={t(isRegistered ? 'station.choice.phoneText' : 'station.choice.phoneAway')}
          choose={() => take({ kind: 'phone', user })}
        />
      ))}
      {(mayUseNumber || chosen.kind === 'number') && (
        <RadioCard
          name={name}
          value="number"
          isChosen={isTyping}
          title={t('station.choice.number')}
          text={t('station.choice.numberText')}
          choose={() => setTyping(true)}
        />
      )}
      {isTyping && (
        <form onSubmit={submit} noValidate className={styles.number}>
          <div className={styles.grow}>
            <CodeField
              label={t('station.choice.numberLabel')}
              value={number}
              maxLength={40}
              problem={isChecked && !isGood ? t('station.choice.numberBad') : undefined}
              set={setNumber}
            />
          </div>
          <Button type="submit" isBusy={choose.isPending}>
            {t('station.choice.use')}
          </Button>
        </form>
      )}
      {choose.isError && <ErrorNotice error={choose.error} />}
    </fieldset>
  )
}
