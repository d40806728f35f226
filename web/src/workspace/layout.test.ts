import { describe, expect, it } from 'vitest'
import {
  columnsOf,
  firstLayout,
  leastShare,
  moveSplitter,
  readLayout,
  resetSplitter,
  roomOf,
  setPadShare,
  togglePart,
} from './layout.ts'

const namesOf = (columns: ReturnType<typeof columnsOf>) => columns.map(({ parts }) => parts.join(' '))
const sum = (columns: ReturnType<typeof columnsOf>) => Math.round(columns.reduce((all, { share }) => all + share, 0))

describe('what stands where', () => {
  it('has three columns on a wide desk, two on a smaller one', () => {
    expect([roomOf(1228), roomOf(700), roomOf(390)]).toEqual(['wide', 'middle', 'narrow'])
    expect(namesOf(columnsOf(firstLayout, 'wide', false))).toEqual([
      'communication',
      'workspace',
      'account alerts scratchPad',
    ])
    expect(namesOf(columnsOf(firstLayout, 'middle', false))).toEqual([
      'communication',
      'workspace account alerts scratchPad',
    ])
  })

  it('gives the room of what is hidden to the others', () => {
    const layout = togglePart(togglePart(firstLayout, 'workspace'), 'alerts')
    const columns = columnsOf(layout, 'wide', false)
    expect(namesOf(columns)).toEqual(['communication', 'account scratchPad'])
    expect(sum(columns)).toBe(100)
    expect(namesOf(columnsOf(layout, 'middle', false))).toEqual(['communication', 'account scratchPad'])
  })

  it('shows the communication while something rings, though it was hidden', () => {
    const layout = togglePart(firstLayout, 'communication')
    expect(namesOf(columnsOf(layout, 'wide', false))[0]).toBe('workspace')
    expect(namesOf(columnsOf(layout, 'wide', true))[0]).toBe('communication')
  })

  it('brings what was hidden back, and into view where only one part fits', () => {
    const layout = togglePart(togglePart(firstLayout, 'scratchPad'), 'scratchPad')
    expect(layout).toEqual({ ...firstLayout, inView: 'scratchPad' })
  })
})

describe('splitters', () => {
  it('take from one neighbor what they give to the other, and leave the third alone', () => {
    const layout = moveSplitter(firstLayout, 'communication', 'workspace', 10)
    expect(layout.shares).toEqual({ communication: 48, workspace: 27, side: 25 })
    expect(moveSplitter(layout, 'communication', 'workspace', -10)).toEqual(firstLayout)
  })

  it('leave neither side without room', () => {
    expect(moveSplitter(firstLayout, 'communication', 'workspace', 500).shares.workspace).toBe(leastShare)
    expect(moveSplitter(firstLayout, 'workspace', 'side', -500).shares.workspace).toBe(leastShare)
    expect(setPadShare(firstLayout, 99).padShare).toBe(100 - leastShare)
  })

  it('go back to where they were', () => {
    const layout = moveSplitter(firstLayout, 'workspace', 'side', 9)
    expect(resetSplitter(layout, 'workspace', 'side').shares).toEqual(firstLayout.shares)
  })
})

describe('what a browser kept', () => {
  it('is read as it was written', () => {
    const layout = { ...moveSplitter(togglePart(firstLayout, 'alerts'), 'communication', 'workspace', 7), padShare: 60 }
    expect(readLayout(JSON.stringify(layout))).toEqual(layout)
  })

  it('loses only what makes no sense', () => {
    expect(readLayout(undefined)).toEqual(firstLayout)
    expect(readLayout('{ broken')).toEqual(firstLayout)
    expect(readLayout('null')).toEqual(firstLayout)
    const odd = {
      hidden: ['alerts', 'weather'],
      shares: { communication: 400, workspace: 1, side: 1 },
      inView: 'alerts',
    }
    expect(readLayout(JSON.stringify(odd))).toEqual({ ...firstLayout, hidden: ['alerts'], inView: 'alerts' })
  })
})
