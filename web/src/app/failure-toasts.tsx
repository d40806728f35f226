import { IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useErrorSentence } from '../design/use-error-sentence.ts'
import styles from './failure-toasts.module.css'
import { onFailure } from './failures.ts'

const shownForMs = 8000
const mostAtOnce = 3

/** Failures without a place of their own, at the foot of the page. The same sentence stands there once. */
export function FailureToasts() {
  const { t } = useTranslation()
  const sentence = useErrorSentence()
  const say = useRef(sentence)
  say.current = sentence
  const [shown, setShown] = useState<readonly string[]>([])
  const drop = (message: string) => setShown((before) => before.filter((other) => other !== message))
  useEffect(
    () =>
      onFailure((error) => {
        const message = say.current(error)
        setShown((before) => [...before.filter((other) => other !== message), message].slice(-mostAtOnce))
      }),
    [],
  )
  return (
    <div className={styles.toasts}>
      {shown.map((message) => (
        <Toast key={message} message={message} close={() => drop(message)} label={t('common.close')} />
      ))}
    </div>
  )
}

interface ToastProps {
  readonly message: string
  readonly label: string
  close(): void
}

function Toast({ message, label, close }: ToastProps) {
  const [isRead, setRead] = useState(false)
  const latest = useRef(close)
  latest.current = close
  // Stays for as long as somebody points at it or has the focus in it.
  useEffect(() => {
    if (isRead) return
    const timer = setTimeout(() => latest.current(), shownForMs)
    return () => clearTimeout(timer)
  }, [isRead])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it there
    <div
      className={styles.toast}
      onPointerEnter={() => setRead(true)}
      onPointerLeave={() => setRead(false)}
      onFocus={() => setRead(true)}
      onBlur={() => setRead(false)}
    >
      <Notice
        tone="danger"
        title={message}
        actions={<IconButton label={label} icon={<IconX size={16} />} onClick={close} />}
      />
    </div>
  )
}
