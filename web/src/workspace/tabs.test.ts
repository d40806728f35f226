import { describe, expect, it } from 'vitest'
import {
  closeTab,
  type Desk,
  firstDesk,
  followHand,
  type InHand,
  mostTabs,
  openTab,
  own,
  readDesk,
  showOwner,
  showTab,
  stepOwner,
  stepTab,
  tabId,
  tabsOf,
} from './tabs.ts'

const nino = { kind: 'customer', subject: 'nino' }
const levan = { kind: 'customer', subject: 'levan' }
const past = { kind: 'history', subject: 'nino' }
const held = (interactionId: string, ...tabs: InHand['tabs']): InHand => ({ interactionId, tabs })
const shown = (desk: Desk, owner?: string) => {
  const { tabs, front } = tabsOf(desk, owner)
  return tabs.map((tab) => (tabId(tab) === front ? `[${tabId(tab)}]` : tabId(tab))).join(' ')
}

describe('tabs', () => {
  it('come to the front when they are opened, once each', () => {
    let desk = openTab(openTab(firstDesk, nino), levan)
    expect(shown(desk)).toBe('customer:nino [customer:levan]')
    desk = openTab(desk, nino)
    expect(shown(desk)).toBe('[customer:nino] customer:levan')
  })

  it('leave their place to a neighbor when they are closed', () => {
    const desk = showTab(openTab(openTab(openTab(firstDesk, nino), past), levan), 'history:nino')
    expect(shown(closeTab(desk, 'history:nino'))).toBe('customer:nino [customer:levan]')
    expect(shown(closeTab(closeTab(desk, 'customer:levan'), 'history:nino'))).toBe('[customer:nino]')
    expect(shown(closeTab(desk, 'customer:nino'))).toBe('[history:nino] customer:levan')
    expect(shown(closeTab(openTab(firstDesk, nino), 'customer:nino'))).toBe('')
  })

  it('go round', () => {
    const desk = openTab(openTab(firstDesk, nino), levan)
    expect(shown(stepTab(desk, 1))).toBe('[customer:nino] customer:levan')
    expect(shown(stepTab(stepTab(desk, 1), -1))).toBe(shown(desk))
    expect(stepTab(firstDesk, 1)).toBe(firstDesk)
  })

  it('do not grow without end', () => {
    let desk = firstDesk
    for (let at = 0; at < mostTabs + 5; at++) desk = openTab(desk, { kind: 'customer', subject: `c${at}` })
    expect(tabsOf(desk).tabs).toHaveLength(mostTabs)
    expect(tabsOf(desk).front).toBe(`customer:c${mostTabs + 4}`)
  })
})

describe('what is in hand', () => {
  it('opens its tabs and comes to the front, each with what was open on it', () => {
    let desk = followHand(firstDesk, [held('call', nino, past)], false)
    expect([desk.front, shown(desk)]).toEqual(['call', '[customer:nino] history:nino'])
    desk = showTab(desk, 'history:nino')
    desk = followHand(desk, [held('call', nino, past), held('task', levan)], false)
    expect([desk.front, shown(desk)]).toEqual(['task', '[customer:levan]'])
    desk = showOwner(desk, 'call')
    expect(shown(desk)).toBe('customer:nino [history:nino]')
  })

  it('waits at the side while somebody writes', () => {
    let desk = followHand(firstDesk, [held('task', levan)], true)
    expect(desk.front).toBe(own)
    expect(shown(desk, 'task')).toBe('[customer:levan]')
    desk = followHand(showOwner(desk, 'task'), [held('call', nino), held('task', levan)], true)
    expect(desk.front).toBe('task')
    expect(followHand(desk, [held('call', nino), held('task', levan)], false).front).toBe('task')
  })

  it('takes its tabs along when it is over, and the next comes to the front', () => {
    let desk = followHand(openTab(firstDesk, past), [held('call', nino), held('task', levan)], false)
    desk = followHand(desk, [held('task', levan)], false)
    expect([desk.front, Object.keys(desk.sets)]).toEqual(['task', ['own', 'task']])
    desk = followHand(desk, [], true)
    expect([desk.front, shown(desk)]).toEqual([own, '[history:nino]'])
  })

  it('does not open again what was closed, and follows when it turns out to be somebody else', () => {
    let desk = followHand(firstDesk, [held('call', nino, past)], false)
    desk = closeTab(desk, 'history:nino')
    desk = followHand(desk, [held('call', nino, past)], false)
    expect(shown(desk)).toBe('[customer:nino]')
    desk = followHand(desk, [held('call', levan, { kind: 'history', subject: 'levan' })], false)
    expect(shown(desk)).toBe('[customer:levan] history:levan')
  })

  it('is the same object where nothing changed', () => {
    const desk = followHand(firstDesk, [held('call', nino)], false)
    expect(followHand(desk, [held('call', nino)], false)).toBe(desk)
  })

  it('is gone through by the keys', () => {
    const desk = followHand(firstDesk, [held('call'), held('task'), held('other')], false)
    const order = ['call', 'task', 'other']
    expect(stepOwner(showOwner(desk, 'other'), order, 1).front).toBe('call')
    expect(stepOwner(showOwner(desk, 'call'), order, -1).front).toBe('other')
    expect(stepOwner(showOwner(desk, own), order, 1).front).toBe('call')
    expect(stepOwner(firstDesk, [], 1)).toBe(firstDesk)
  })
})

describe('what a browser kept', () => {
  it('is read as it was written', () => {
    const desk = followHand(openTab(firstDesk, past), [held('call', nino, past)], false)
    expect(readDesk(JSON.stringify(desk))).toEqual(desk)
  })

  it('loses only what makes no sense', () => {
    expect(readDesk(undefined)).toEqual(firstDesk)
    expect(readDesk('[')).toEqual(firstDesk)
    const odd = { front: 7, sets: { own: { tabs: [nino, { kind: 1 }, null], front: 'gone:x', popped: { a: 1 } } } }
    expect(readDesk(JSON.stringify(odd))).toEqual({
      front: own,
      sets: { own: { tabs: [nino], front: 'customer:nino', popped: {} } },
    })
  })
})
