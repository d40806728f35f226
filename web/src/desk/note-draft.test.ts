import { beforeEach, describe, expect, it } from 'vitest'
import { CallFailed } from '../sign-in/api.ts'
import { NoteDraft } from './note-draft.ts'
import { bothTexts, type KeptDraft, readKept, type Written } from './written.ts'

let kept: KeptDraft | undefined
let server: Written
let sent: string[]
let failure: Error | undefined
let due: (() => void) | undefined

const draft = () =>
  new NoteDraft({
    send: async (text, over) => {
      if (failure) throw failure
      if (over !== server.revision) throw new CallFailed('request.stale', 412)
      sent.push(text)
      server = { text, revision: server.revision + 1 }
      return server.revision
    },
    read: async () => {
      if (failure) throw failure
      return server
    },
    after: (_, deed) => {
      due = deed
      return () => {
        due = undefined
      }
    },
    keep: (draft) => {
      kept = draft
      return true
    },
    kept: () => kept,
    forget: () => {
      kept = undefined
    },
  })
/** Lets the pause pass and the sending end. */
const settle = async () => {
  const deed = due
  due = undefined
  deed?.()
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

beforeEach(() => {
  kept = undefined
  server = { text: '', revision: 0 }
  sent = []
  failure = undefined
  due = undefined
})

describe('a note', () => {
  it('is kept here at once and sent after a pause', async () => {
    const note = draft()
    note.loaded(server)
    note.write('Inv')
    note.write('Invoice')
    expect(kept?.text).toBe('Invoice')
    expect(sent).toEqual([])
    await settle()
    expect(sent).toEqual(['Invoice'])
    expect(kept).toBeUndefined()
    expect(note.state.get()).toEqual({ text: 'Invoice', phase: 'saved' })
  })

  it('is not lost without a network, and goes out when there is one', async () => {
    const note = draft()
    note.loaded(server)
    failure = new CallFailed('network')
    note.write('Call back')
    await settle()
    expect(note.state.get().phase).toBe('kept')
    expect(kept?.text).toBe('Call back')
    failure = undefined
    await settle()
    expect(sent).toEqual(['Call back'])
  })

  it('is taken up by the next page, over what the page before had read', async () => {
    server = { text: 'Parcel', revision: 4 }
    kept = { text: 'Parcel 88', base: server }
    const note = draft()
    expect(note.state.get().text).toBe('Parcel 88')
    note.loaded(server)
    expect(note.state.get().text).toBe('Parcel 88')
    await settle()
    expect(sent).toEqual(['Parcel 88'])
    expect(note.state.get().isMerged).toBeUndefined()
  })

  it('loses no word when it is written on two computers', async () => {
    server = { text: 'Parcel', revision: 4 }
    const note = draft()
    note.loaded(server)
    server = { text: 'Parcel 88', revision: 5 }
    note.write('Parcel came late')
    await settle()
    expect(server.text).toBe('Parcel 88\ncame late')
    expect(note.state.get()).toEqual({ text: server.text, phase: 'saved', isMerged: true })
    note.write(`${server.text}!`)
    await settle()
    expect(server.text).toBe('Parcel 88\ncame late!')
  })

  it('loses no word that was kept here over nothing while another computer wrote', async () => {
    server = { text: 'From the other room', revision: 7 }
    kept = { text: 'From before the crash' }
    const note = draft()
    note.loaded(server)
    await settle()
    expect(server.text).toBe('From the other room\nFrom before the crash')
  })

  it('shows what another computer wrote where nothing is typed, and never again what was thrown away', async () => {
    const note = draft()
    note.loaded(server)
    note.loaded({ text: 'From the other room', revision: 3 })
    expect(note.state.get().text).toBe('From the other room')
    server = { text: 'From the other room', revision: 3 }
    note.write('')
    await settle()
    note.loaded({ text: 'From the other room', revision: 3 })
    expect(note.state.get().text).toBe('')
  })

  it('is not sent for ever to a server that will never take it', async () => {
    const note = draft()
    note.loaded(server)
    failure = new CallFailed('interaction.not-yours', 403)
    note.write('Too late')
    await settle()
    expect(due).toBeUndefined()
    expect(kept?.text).toBe('Too late')
  })

  it('flushes before the wrap-up ends, also what was typed while sending', async () => {
    const note = draft()
    note.loaded(server)
    note.write('one')
    const flushed = note.flush()
    note.write('one two')
    expect(await flushed).toBe(true)
    expect(sent).toEqual(['one', 'one two'])
  })
})

it('puts two texts together without losing or doubling words', () => {
  expect(bothTexts('', 'theirs', '')).toBe('theirs')
  expect(bothTexts('a', '', 'a b')).toBe('a b')
  expect(bothTexts('a', 'a', 'a b')).toBe('a b')
  expect(bothTexts('a', 'a c', 'a b')).toBe('a c\nb')
  expect(bothTexts('a', 'c', 'b')).toBe('c\n\nb')
})

it('reads what an earlier version of the page kept, whatever it looks like', () => {
  for (const text of ['plain words', '{', '17', 'null', '{"text":5}']) expect(readKept(text)).toEqual({ text })
  const draft = { text: 'a', base: { text: '', revision: 2 } }
  expect(readKept(JSON.stringify(draft))).toEqual(draft)
})
