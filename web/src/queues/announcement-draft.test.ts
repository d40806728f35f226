import { expect, it } from 'vitest'
import { announcementDraft, announcementProblems, announcementsOf } from './announcement-draft.ts'

const announcements = { saysPosition: true, saysWait: false, firstAfterMs: 20_000, everyMs: 45_000 }

it('what a queue says is typed and sent as it was', () => {
  for (const told of [announcements, { ...announcements, comfort: 'thank-you-for-waiting' }]) {
    expect(announcementsOf(announcementDraft({ announcements: told }))).toEqual({ announcements: told })
  }
  expect(announcementsOf(announcementDraft({ announcements: null }))).toEqual({ announcements: null })
})

it('says what is wrong, and of what is off nothing', () => {
  const draft = announcementDraft({ announcements })
  expect([...announcementProblems(draft)]).toEqual([])
  expect([...announcementProblems({ ...draft, everyS: '14', firstS: 'x' })]).toEqual(['firstS', 'everyS'])
  expect([...announcementProblems({ ...draft, saysPosition: false })]).toEqual(['nothing'])
  expect([...announcementProblems({ ...draft, saysPosition: false, comfort: 'closed' })]).toEqual([])
  expect([...announcementProblems({ ...draft, isOn: false, everyS: '' })]).toEqual([])
})
