import { IconPhoneOutgoing } from '@tabler/icons-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { may, useMe } from '../sign-in/me.ts'
import { dial } from './call-commands.ts'
import styles from './dial-card.module.css'
import { dialableText } from './dialable-text.ts'
import { useDesk, useIsPending } from './use-desk.ts'

/** Calls a number that is typed or pasted. */
export function DialCard() {
  const { t } = useTranslation()
  const me = useMe()
  const { calls, isEdgeConnected } = useDesk()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const isBusy = useIsPending('dial:out')
  const isTalking = calls.some(({ state }) => state === 'engaged')
  // Whom a colleague has on the line, or rings for, has nothing to send on.
  const mayAdd = calls.some(({ state, isToAnswer, isGuest }) => state === 'engaged' && !isToAnswer && !isGuest)
  const mayDial = may(me, 'calls.dial')
  const key = useShortcut('C', () => field.current?.focus(), mayDial && !isTalking)
  if (!mayDial) return null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const number = dialableText(text)
    setWrong(number === undefined)
    if (number === undefined || isTalking) return
    if (await dial(number)) setText('')
  }
  return (
    <Card title={t('desk.dial.title')}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <label className="p-hidden" htmlFor={id}>
          {t('desk.dial.number')}
        </label>
        <input
          ref={field}
          id={id}
          className={styles.field}
          dir="ltr"
          inputMode="tel"
          autoComplete="off"
          maxLength={64}
          placeholder={t('desk.dial.number')}
          aria-invalid={isWrong || undefined}
          aria-describedby={`${id}-why`}
          aria-keyshortcuts={key}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setWrong(false)
          }}
        />
        <Button
          type="submit"
          kind="positive"
          icon={<IconPhoneOutgoing size={17} />}
          isBusy={isBusy}
          disabled={isTalking || isEdgeConnected === false}
        >
          {t('desk.dial.call')}
        </Button>
      </form>
      <p id={`${id}-why`} className={styles.why} data-wrong={isWrong || undefined} role={isWrong ? 'alert' : undefined}>
        {isWrong ? t('desk.dial.wrong') : mayAdd ? t('desk.dial.busy') : t('desk.dial.hint')}
      </p>
    </Card>
  )
}
