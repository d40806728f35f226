import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { sendDigit } from './call-commands.ts'
import styles from './keypad.module.css'

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const

interface KeypadProps {
  readonly call: DeskInteraction
  close(): void
}

/** Digits into the call: by click, or typed while the keypad has the focus. */
export function Keypad({ call, close }: KeypadProps) {
  const { t } = useTranslation()
  const [sent, setSent] = useState('')
  const pad = useRef<HTMLDivElement>(null)
  useEffect(() => pad.current?.querySelector('button')?.focus(), [])
  const press = (digit: string) => {
    setSent((before) => `${before}${digit}`.slice(-32))
    void sendDigit(call, digit)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: typing digits is a shortcut for the buttons inside
    <div
      ref={pad}
      className={styles.keypad}
      onKeyDown={(event) => {
        const digit = latinDigit(event.key)
        if (event.key === 'Escape') close()
        else if (!digit || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
        else press(digit)
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <output className={styles.sent} aria-label={t('desk.digitsSent')} dir="ltr">
        {sent}
      </output>
      <div className={styles.grid} dir="ltr">
        {digits.map((digit) => (
          <button key={digit} type="button" className={styles.digit} onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
      </div>
    </div>
  )
}

/** Persian and Arabic keyboards type their own digits; the call knows only these. */
function latinDigit(key: string): string | undefined {
  if (/^[0-9*#]$/.test(key)) return key
  const at = '۰۱۲۳۴۵۶۷۸۹'.indexOf(key)
  if (key.length === 1 && at >= 0) return String(at)
  const arabic = '٠١٢٣٤٥٦٧٨٩'.indexOf(key)
  return key.length === 1 && arabic >= 0 ? String(arabic) : undefined
}
