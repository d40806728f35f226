import { Textarea } from '@mantine/core'
import { IconAddressBook, IconPhoneOutgoing, IconSitemap, IconUser, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consulted, FoundDestination, SentTo } from '#protocol/http/call-control.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { consult, sendOn } from './call-commands.ts'
import styles from './destination-picker.module.css'
import { dialableText } from './dialable-text.ts'
import { keepHandOver, readHandOver } from './hand-over-draft.ts'
import { formatNumber } from './number-formats.ts'
import { useIsPending } from './use-desk.ts'

/** As the contract has it: some sentences, no letter. */
const longestNote = 500

interface DestinationPickerProps {
  readonly call: DeskInteraction
  close(): void
}

interface Line {
  readonly key: string
  readonly icon: ReactNode
  readonly name: string
  readonly state: string
  readonly to: SentTo
  /** Nobody in particular, and nobody who cannot be reached, can be asked first. */
  readonly consulted?: Consulted
  readonly isAvailable: boolean
}

/** To whom the call goes: a colleague, a queue or a number. Ask first, or send on at once. */
export function DestinationPicker({ call: inHand, close }: DestinationPickerProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [note, setNote] = useState(() => readHandOver(inHand.interactionId))
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  useEffect(() => field.current?.focus(), [])
  const found = useQuery({
    queryKey: ['destinations', text.trim()],
    queryFn: ({ signal }) => call('destinations', { query: { search: text.trim() }, signal }),
    placeholderData: (before) => before,
    refetchInterval: 3000,
  })
  const isSending = useIsPending(`send-on:${inHand.interactionId}`)
  const isCalling = useIsPending(`consultation:${inHand.interactionId}`)
  const number = dialableText(text)
  // Into a conference somebody is asked; it is sent on to nobody.
  const canSend = !inHand.isConference
  const canCome = (one: FoundDestination) => canSend || (one.kind !== 'queue' && one.kind !== 'flow')
  const word = useDestinationWords()
  const lines: readonly Line[] = [
    ...(number === undefined
      ? []
      : [
          {
            key: 'number',
            icon: <IconPhoneOutgoing size={18} />,
            name: number,
            state: t('desk.transfer.number'),
            to: { kind: 'number', number } as const,
            consulted: { kind: 'number', number } as const,
            isAvailable: true,
          },
        ]),
    ...(found.data?.items ?? []).filter(canCome).flatMap((one) => linesOf(one, word(one))),
  ]
  const [at, setAt] = useState(0)
  const chosen = Math.min(at, lines.length - 1)
  const done = () => {
    keepHandOver(inHand.interactionId, '')
    close()
  }
  const ask = async (line: Line | undefined) => {
    if (line?.consulted && line.isAvailable && (await consult(inHand, line.consulted, note))) done()
  }
  const send = async (line: Line | undefined) => {
    if (canSend && line?.isAvailable && (await sendOn(inHand, line.to, note))) done()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows and Enter are a shortcut for the buttons inside
    <div
      className={styles.picker}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
        else if (event.target !== field.current) return
        else if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, lines.length - 1))
        else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
        else if (event.key === 'Enter' && event.shiftKey) void send(lines[chosen])
        else if (event.key === 'Enter') void (lines[chosen]?.consulted ? ask(lines[chosen]) : send(lines[chosen]))
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <label className={styles.label} htmlFor={id}>
        {t('desk.transfer.to')}
      </label>
      <input
        ref={field}
        id={id}
        className={styles.field}
        dir="auto"
        autoComplete="off"
        maxLength={64}
        placeholder={t('desk.transfer.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
      />
      <p className={styles.hint}>{t('desk.transfer.hint')}</p>
      {found.error && <ErrorNotice error={found.error} />}
      {lines.length === 0 && !found.isPending && <p className={styles.none}>{t('desk.transfer.none')}</p>}
      <ul className={styles.lines}>
        {lines.map((line, index) => (
          <li key={line.key} className={styles.line} data-chosen={index === chosen || undefined}>
            <span className={styles.icon} aria-hidden="true">
              {line.icon}
            </span>
            <span className={styles.who}>
              <span className={styles.name}>
                <bdi>{line.name}</bdi>
              </span>
              <span className={styles.state}>{line.state}</span>
            </span>
            {line.consulted && (
              <Button size="small" disabled={!line.isAvailable} isBusy={isCalling} onClick={() => void ask(line)}>
                {t('desk.transfer.askFirst')}
              </Button>
            )}
            {canSend && (
              <Button
                size="small"
                kind="quiet"
                disabled={!line.isAvailable}
                isBusy={isSending}
                onClick={() => void send(line)}
              >
                {t('desk.transfer.sendNow')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Textarea
        label={t('desk.handOver.write')}
        description={t('desk.handOver.hint')}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={longestNote}
        dir="auto"
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value)
          keepHandOver(inHand.interactionId, event.currentTarget.value)
        }}
      />
    </div>
  )
}

function useDestinationWords(): (found: FoundDestination) => string {
  const { t } = useTranslation()
  return (found) => {
    if (found.kind === 'outside') return found.of ?? ''
    if (found.kind === 'flow') return t('desk.transfer.flowText')
    if (found.kind === 'queue') {
      if (!found.isOpen) return t('desk.transfer.closed')
      return `${t('desk.agentsFree', { count: found.agentsAvailable })} · ${t('desk.waiting', { count: found.waiting })}`
    }
    if (!found.isReachable) return t('desk.transfer.unreachable')
    if (found.workState !== 'idle') return t('desk.transfer.busy')
    return t(`desk.presence.${found.presence as 'available'}`)
  }
}

/** An outside contact has a line for each of his numbers. */
function linesOf(found: FoundDestination, state: string): Line[] {
  if (found.kind === 'queue') {
    const to = { kind: 'queue', queueId: found.queueId } as const
    return [{ key: found.queueId, icon: <IconUsersGroup size={18} />, name: found.name, state, to, isAvailable: true }]
  }
  if (found.kind === 'flow') {
    const to = { kind: 'flow', flowId: found.flowId } as const
    return [{ key: found.flowId, icon: <IconSitemap size={18} />, name: found.name, state, to, isAvailable: true }]
  }
  if (found.kind === 'outside') {
    return found.numbers.map((number) => {
      const to = { kind: 'number', number } as const
      const key = `${found.outsideContactId} ${number}`
      const words = [formatNumber(number), state].filter((part) => part !== '').join(' · ')
      const icon = <IconAddressBook size={18} />
      return { key, icon, name: found.name, state: words, to, consulted: to, isAvailable: true }
    })
  }
  const to = { kind: 'agent', agentId: found.agentId } as const
  const isAvailable = found.isReachable && found.workState === 'idle'
  return [{ key: found.agentId, icon: <IconUser size={18} />, name: found.name, state, to, consulted: to, isAvailable }]
}
