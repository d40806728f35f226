import { beforeEach, describe, expect, it } from 'vitest'
import { CallFailed } from '../sign-in/api.ts'
import { NoteDraft } from './note-draft.ts'

let kept: string | undefined
let sent: string[]
let failure: Error | undefined
let due: (() => void) | undefined

const draft = () =>
  new NoteDraft({
    send: async (text) => {
      if (failure) throw failure
      sent.push(text)
    },
    after: (_, deed) => {
      due = deed
      return () => {
        due = undefined
      }
    },
    keep: (text) => {
      kept = text
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
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
}

beforeEach(() => {
  kept = undefined
  sent = []
  failure = undefined
  due = undefined
})

describe('a note', () => {
  it('is kept here at once and sent after a pause', async () => {
    const note = draft()
    note.loaded('')
    note.write('Inv')
    note.write('Invoice')
    expect(kept).toBe('Invoice')
    expect(sent).toEqual([])
    await settle()
    expect(sent).toEqual(['Invoice'])
    expect(kept).toBeUndefined()
    expect(note.state.get()).toEqual({ text: 'Invoice', phase: 'saved' })
  })

  it('is not lost without a network, and goes out when there is one', async () => {
    const note = draft()
    note.loaded('')
    failure = new CallFailed('network')
    note.write('Call back')
    await settle()
    expect(note.state.get().phase).toBe('kept')
    expect(kept).toBe('Call back')
    failure = undefined
    await settle()
    expect(sent).toEqual(['Call back'])
  })

  it('is taken up by the next page', async () => {
    kept = 'From before the reload'
    const note = draft()
    expect(note.state.get().text).toBe('From before the reload')
    note.loaded('what the server had')
    expect(note.state.get().text).toBe('From before the reload')
    await settle()
    expect(sent).toEqual(['From before the reload'])
  })

  it('is not sent for ever to a server that will never take it', async () => {
    const note = draft()
    note.loaded('')
    failure = new CallFailed('interaction.not-yours', 403)
    note.write('Too late')
    await settle()
    expect(due).toBeUndefined()
    expect(kept).toBe('Too late')
  })

  it('flushes before the wrap-up ends, also what was typed while sending', async () => {
    const note = draft()
    note.loaded('')
    note.write('one')
    const flushed = note.flush()
    note.write('one two')
    expect(await flushed).toBe(true)
    expect(sent).toEqual(['one', 'one two'])
  })
})
