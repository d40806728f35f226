import { useTranslation } from 'react-i18next'
import type { DirectoryEntry } from '#protocol/http/directory.ts'
import { Clock } from '../design/clock.tsx'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { useReasonWord } from '../desk/use-reasons.ts'
import { languages } from '../languages/languages.ts'

type Entry<Kind extends DirectoryEntry['kind']> = Extract<DirectoryEntry, { kind: Kind }>

/** What stands under the name: what somebody does now, who waits, how many there are. */
export function EntryState({ entry }: { readonly entry: DirectoryEntry }) {
  const { t } = useTranslation()
  switch (entry.kind) {
    case 'agent':
      return <ColleagueState entry={entry} />
    case 'queue':
      return <QueueState entry={entry} />
    case 'team':
      return `${t('directory.people', { count: entry.people })} · ${t('directory.free', { count: entry.available })}`
    case 'unit':
      return `${t('directory.people', { count: entry.people })} · ${t('directory.queues', { count: entry.queues })}`
    case 'outside':
      return <ContactState entry={entry} />
  }
}

function ColleagueState({ entry }: { readonly entry: Entry<'agent'> }) {
  const { t } = useTranslation()
  const reasonWord = useReasonWord()
  const { presence, reason, workState, isReachable, since } = entry
  const isBusy = workState !== 'idle'
  const tone: Tone = isBusy
    ? 'accent'
    : presence === 'available' && isReachable
      ? 'positive'
      : presence === 'break'
        ? 'pause'
        : 'neutral'
  const words = isBusy
    ? t('desk.transfer.busy')
    : presence === 'break' && reason
      ? reasonWord(reason)
      : presence !== 'offline' && !isReachable
        ? t('desk.transfer.unreachable')
        : t(`desk.presence.${presence as 'available'}`)
  return (
    <>
      <StatusDot tone={tone} /> {words}
      {since !== undefined && presence !== 'offline' && (
        <>
          {' '}
          {t('directory.since')} <Clock sinceMs={Date.parse(since)} />
        </>
      )}
      {entry.teamNames.length > 0 && ` · ${entry.teamNames.join(t('common.listComma'))}`}
    </>
  )
}

function QueueState({ entry }: { readonly entry: Entry<'queue'> }) {
  const { t } = useTranslation()
  const names = entry.servedBy.join(t('common.listComma'))
  return (
    <>
      <StatusDot tone={entry.isOpen ? 'positive' : 'neutral'} />{' '}
      {t(entry.isOpen ? 'directory.open' : 'directory.closed')}
      {' · '}
      {entry.waiting === 0 ? t('desk.nobodyWaits') : t('desk.waiting', { count: entry.waiting })}
      {entry.longestWaitSince !== undefined && (
        <>
          , {t('directory.longest')} <Clock sinceMs={Date.parse(entry.longestWaitSince)} />
        </>
      )}
      {' · '}
      {t('desk.agentsFree', { count: entry.agentsAvailable })}
      {' · '}
      {names === '' ? t('directory.nobodyServes') : t('directory.servedBy', { names })}
    </>
  )
}

function ContactState({ entry }: { readonly entry: Entry<'outside'> }) {
  const { t } = useTranslation()
  const of = [entry.company, entry.department].filter((part) => part !== undefined).join(t('common.listComma'))
  const spoken = languages
    .filter(({ code }) => entry.languages.includes(code))
    .map(({ name }) => name)
    .join(t('common.listComma'))
  return [of, spoken, entry.note].filter((part) => part !== undefined && part !== '').join(' · ')
}
