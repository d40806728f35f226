import {
  IconArrowsSplit2,
  IconBriefcase,
  IconBroadcast,
  IconCalendar,
  IconCalendarEvent,
  IconClockHour4,
  IconDialpad,
  IconDoorExit,
  IconForms,
  IconGitFork,
  IconHandStop,
  IconHash,
  IconHelpHexagon,
  IconLanguage,
  IconListNumbers,
  IconMessage2,
  IconNumbers,
  IconPhoneCall,
  IconPhoneOff,
  IconPhoneOutgoing,
  IconRecordMail,
  IconSitemap,
  IconUrgent,
  IconUserQuestion,
  IconUsersGroup,
  IconVariable,
  IconWorldQuestion,
} from '@tabler/icons-react'
import { blockTypes, type Purpose } from '#domain/flows/index.ts'
import type { DrawnJson } from '#protocol/http/flow-definition.ts'

/** What the designer knows of a kind besides what the block itself says: how it looks, and with what it begins. */
export interface KindLooks {
  readonly icon: typeof IconMessage2
  /** With nothing chosen: what has to be is marked as a problem until it is there. */
  readonly begins: () => DrawnJson
}

const noWords: DrawnJson = [{ kind: 'text', words: {} }]
const asking = { question: noWords, timeoutMs: 5000, tries: 3 }
const typing = { ...asking, betweenMs: 3000, terminator: '#', variable: '' }
/** Part of an exit's name, seen by nobody. */
export const newCaseId = (taken: readonly string[]): string => {
  let count = 1
  while (taken.includes(String(count))) count++
  return String(count)
}
const noCase = { caseId: '1', label: '', values: [] }

export const kindLooks: Readonly<Record<string, KindLooks>> = {
  say: { icon: IconMessage2, begins: () => ({ items: noWords, isInterruptible: true }) },
  page: { icon: IconForms, begins: () => ({ text: {}, questions: [] }) },
  menu: { icon: IconDialpad, begins: () => ({ ...asking, choices: [{ key: '1', label: '' }] }) },
  'collect-digits': {
    icon: IconNumbers,
    begins: () => ({ ...typing, least: 1, most: 10, check: 'none', isSecret: false }),
  },
  'ask-number': { icon: IconHash, begins: () => ({ ...typing, least: 0, most: 1000, decimals: 0 }) },
  'ask-date': { icon: IconCalendar, begins: () => ({ ...typing, order: 'day-month-year', is: 'any' }) },
  'ask-yes-no': { icon: IconHelpHexagon, begins: () => ({ ...asking, yesKey: '1', noKey: '2' }) },
  'choose-language': { icon: IconLanguage, begins: () => ({ choices: [], timeoutMs: 5000, tries: 2 }) },
  condition: {
    icon: IconGitFork,
    begins: () => ({
      left: { kind: 'caller', fact: 'number' },
      comparison: 'is-filled',
      right: { kind: 'text', text: '' },
    }),
  },
  switch: {
    icon: IconListNumbers,
    begins: () => ({ of: { kind: 'caller', fact: 'dialed-number' }, cases: [noCase] }),
  },
  caller: { icon: IconUserQuestion, begins: () => ({ by: 'known' }) },
  hours: { icon: IconClockHour4, begins: () => ({ businessHoursId: '', hasHolidays: false }) },
  schedule: {
    icon: IconCalendarEvent,
    begins: () => ({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, spans: [{}] }),
  },
  'queue-state': { icon: IconBroadcast, begins: () => ({ queueId: '', longFromWaiting: 5 }) },
  incident: { icon: IconUrgent, begins: () => ({}) },
  split: {
    icon: IconArrowsSplit2,
    begins: () => ({
      cases: [
        { caseId: '1', label: '', percent: 50 },
        { caseId: '2', label: '', percent: 50 },
      ],
    }),
  },
  'set-variable': { icon: IconVariable, begins: () => ({ variable: '', to: { kind: 'text', text: '' } }) },
  'http-request': {
    icon: IconWorldQuestion,
    begins: () => ({ method: 'GET', url: '', headers: [], fields: [], take: [], timeoutMs: 5000, tries: 1 }),
  },
  'look-up-case': { icon: IconBriefcase, begins: () => ({}) },
  'call-flow': { icon: IconSitemap, begins: () => ({ flowId: '' }) },
  'end-flow': { icon: IconDoorExit, begins: () => ({ outcome: 'done' }) },
  enqueue: { icon: IconUsersGroup, begins: () => ({ queueId: '' }) },
  'offer-callback': {
    icon: IconPhoneCall,
    begins: () => ({
      ...{ queueId: '', variable: 'callback_number', offer: noWords, askNumber: noWords },
      ...{ yesKey: '1', otherNumberKey: '2', noKey: '3', timeoutMs: 5000, tries: 2 },
    }),
  },
  voicemail: { icon: IconRecordMail, begins: () => ({ queueId: '' }) },
  transfer: { icon: IconPhoneOutgoing, begins: () => ({ to: '' }) },
  'hand-over': { icon: IconHandStop, begins: () => ({ as: 'task', queueId: '', subject: '' }) },
  'hang-up': { icon: IconPhoneOff, begins: () => ({}) },
}

export const purposes: readonly Purpose[] = ['say', 'ask', 'decide', 'do', 'route']

/** What can be put into a flow for these channels, in the order of the palette. */
export const kindsFor = (purpose: Purpose, channels: readonly string[]): readonly string[] =>
  Object.keys(kindLooks).filter((kind) => {
    const type = blockTypes.get(kind)
    return type?.purpose === purpose && type.channels.some((channel) => channels.includes(channel))
  })

export const purposeOf = (kind: string): Purpose | undefined => blockTypes.get(kind)?.purpose
