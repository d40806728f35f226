import { expect, it } from 'vitest'
import type { DeskMessage, DeskReminder } from '#protocol/realtime/index.ts'
import { dueAlerts, toldKeys } from './due-alerts.ts'

const message = (id: string, expiresAtMs: number) =>
  ({ floorMessageId: id, text: id, sentTo: 'agent', atMs: 0, expiresAtMs }) as unknown as DeskMessage
const reminder = (id: string, dueAtMs: number) => ({ reminderId: id, text: id, dueAtMs }) as unknown as DeskReminder
const desk = {
  messages: [message('short', 50), message('long', 500)],
  reminders: [reminder('late', 300), reminder('soon', 100)],
}
const names = ({ messages, due, ahead, nextChangeMs }: ReturnType<typeof dueAlerts>) => ({
  up: [...messages, ...due].map(({ text }) => text),
  ahead: ahead.map(({ text }) => text),
  nextChangeMs,
})

it('brings a reminder up at its time, and takes a message down at its end', () => {
  expect(names(dueAlerts(desk, 0))).toEqual({ up: ['short', 'long'], ahead: ['soon', 'late'], nextChangeMs: 50 })
  expect(names(dueAlerts(desk, 50))).toEqual({ up: ['long'], ahead: ['soon', 'late'], nextChangeMs: 100 })
  expect(names(dueAlerts(desk, 100))).toEqual({ up: ['long', 'soon'], ahead: ['late'], nextChangeMs: 300 })
  expect(names(dueAlerts(desk, 500))).toEqual({ up: ['late', 'soon'], ahead: [], nextChangeMs: undefined })
})

it('takes a reminder that was moved for a new one', () => {
  const told = toldKeys(dueAlerts(desk, 100))
  expect(told).toEqual(['long', 'soon 100'])
  expect(toldKeys(dueAlerts({ ...desk, reminders: [reminder('soon', 90)] }, 100))).toEqual(['long', 'soon 90'])
})
