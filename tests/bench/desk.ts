import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import type { AgentId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from '../e2e/peers/api.ts'
import { openToneBrowser } from '../e2e/peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from '../e2e/peers/installation.ts'
import { percentile, type Row, report } from './report.ts'

/**
 * A supervisor's page with everybody on the floor, in Chromium without a graphics card: how long a change takes from the request that makes
 * it to the painted row, how smooth scrolling is with nothing else and with 200 changes a second, and what the page holds after the changes
 * that 500 agents make in 8 hours. `npm run bench -- desk [AGENTS…]`; 5000 take some minutes.
 */
const changes = 60
const scrollMs = 4000
const deltasPerSecond = 200
/** What 500 agents do in 8 hours: taking a call, talking, writing up, being free, 40 changes an hour. */
const changesOfADay = 8 * 40 * 500
const dayPerSecond = 4000

async function measure(agents: number): Promise<Row> {
  const address = '127.0.83.1'
  const parley = await startInstallation({ address })
  const browser = await openToneBrowser({ toneHz: 440, viewport: { width: 1440, height: 900 } })
  try {
    await promisify(execFile)(
      process.execPath,
      ['dist/parley.js', 'seed', 'load', '--agents', `${agents}`, '--station', 'sip:127.0.83.9:7060'],
      { env: { ...process.env, PARLEY_DATA_DIR: parley.dataDir } },
    )
    const { page } = browser
    const api = await signIn(parley.httpUrl, 'samira@demo.parley', demoPassword)
    await openFloor(page, parley, api, agents)
    const toPixels = await timesToPixels(page, api)
    const still = await scroll(page)
    const busy = await scroll(page, () => page.evaluate(`floor.changes(${deltasPerSecond}, ${scrollMs})`))
    const [heapBefore, heapAfter] = await heapOverADay(page)
    return {
      agents,
      'p50 ms': percentile(toPixels, 0.5),
      'p95 ms': percentile(toPixels, 0.95),
      'scroll p95 ms': percentile(still, 0.95),
      'busy scroll p95 ms': percentile(busy, 0.95),
      'worst frame ms': Math.max(...busy),
      'heap MB': heapBefore / 2 ** 20,
      'heap after a day MB': heapAfter / 2 ** 20,
    }
  } finally {
    await browser.close()
    await parley.stop()
  }
}

/** Shows the floor, and waits until everybody is on it. */
async function openFloor(page: Page, { httpUrl }: Installation, { cookie }: ApiClient, agents: number): Promise<void> {
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url: httpUrl }])
  await page.addInitScript(inPage)
  await page.goto(`${httpUrl}/floor/waiting`)
  await page.waitForFunction(`floor.size > ${agents}`)
  await page.getByRole('table', { name: 'Agents' }).waitFor()
}

/** From the request to the painted row, there and back between two states that stand at the end of the list. */
async function timesToPixels(page: Page, api: ApiClient): Promise<number[]> {
  const id = await page.evaluate<AgentId>(`floor.idOf('Levan')`)
  await api.call('setAgentPresence', { id, body: { presence: 'break', reason: 'rest' } })
  // The end moves away while the rows on the way to it are measured.
  await page.waitForFunction(`main.scrollTop = main.scrollHeight, floor.shows('Levan')`)
  const times: number[] = []
  for (let i = 0; i < changes; i++) {
    const presence = i % 2 === 0 ? 'notReady' : 'break'
    const painted = page.evaluate<number>(`painted('Levan', '${presence === 'break' ? 'On break' : 'Not ready'}')`)
    await delay(30)
    const askedAtMs = Date.now()
    await api.call('setAgentPresence', { id, body: { presence, ...(presence === 'break' ? { reason: 'rest' } : {}) } })
    times.push((await painted) - askedAtMs)
  }
  return times
}

/** Milliseconds between frames while the page is scrolled by 40 pixels each frame, from top to bottom and back. */
async function scroll(page: Page, meanwhile: () => Promise<unknown> = async () => {}): Promise<number[]> {
  const [gaps] = await Promise.all([page.evaluate<number[]>(`scrolled(${scrollMs})`), meanwhile()])
  return gaps
}

async function heapOverADay(page: Page): Promise<[number, number]> {
  const devtools = await page.context().newCDPSession(page)
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage')
    return (await devtools.send('Runtime.getHeapUsage')).usedSize
  }
  const before = await heap()
  await page.evaluate(`floor.changes(${dayPerSecond}, ${(changesOfADay / dayPerSecond) * 1000})`)
  await delay(1000)
  return [before, await heap()]
}

/**
 * What the page does for this bench: `floor` says beside the server's changes what is made up, at positions between the server's;
 * `painted(name, words)`; `scrolled(forMs)`.
 */
const inPage = `(() => {
  const agents = new Map()
  let socket, position = 0, made = 0
  const Native = globalThis.WebSocket
  globalThis.WebSocket = class extends Native {
    constructor(...args) {
      super(...args)
      socket = this
      this.addEventListener('message', ({ data, isTrusted }) => {
        const message = isTrusted ? JSON.parse(data) : {}
        if (message.topic !== 'agents') return
        position = message.position
        for (const [id, agent] of Object.entries(message.entries ?? message.set)) agents.set(id, agent)
      })
    }
  }
  const states = ['offered', 'engaged', 'wrapUp', 'idle']
  const change = (all) => {
    const id = all[(made * 7919) % all.length]
    const entry = { ...agents.get(id), workState: states[made++ % states.length], sinceMs: Date.now() }
    position += 1e-7
    const data = JSON.stringify({ type: 'delta', topic: 'agents', position, set: { [id]: entry }, remove: [] })
    socket.dispatchEvent(new MessageEvent('message', { data }))
  }
  const row = (name) => [...document.querySelectorAll('tr')].find((one) => one.textContent.includes(name))
  globalThis.floor = {
    get size() { return agents.size },
    shows: (name) => row(name) !== undefined,
    idOf: (name) => [...agents.values()].find((one) => one.name.startsWith(name)).agentId,
    changes: async (perSecond, forMs) => {
      const all = [...agents.keys()]
      const beganMs = performance.now()
      const wanted = (perSecond * forMs) / 1000
      for (let sent = 0; sent < wanted; ) {
        const due = Math.min(wanted, ((performance.now() - beganMs) / 1000) * perSecond)
        // A page that falls behind catches up in pieces.
        for (let i = 0; sent < due && i < 100; sent++, i++) change(all)
        await new Promise((resolve) => setTimeout(resolve, 4))
      }
    },
  }
  globalThis.painted = (name, words) => new Promise((resolve) => {
    const look = () => {
      if (!row(name)?.cells[1].textContent.includes(words)) return
      observer.disconnect()
      // The frame that is drawn next has it; the one after it begins when that is painted.
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())))
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
    look()
  })
  globalThis.scrolled = (forMs) => new Promise((resolve) => {
    const main = document.getElementById('main')
    const gaps = []
    const beganMs = performance.now()
    let beforeMs = beganMs
    let step = 40
    const frame = (nowMs) => {
      gaps.push(nowMs - beforeMs)
      beforeMs = nowMs
      if (nowMs - beganMs > forMs) return resolve(gaps.slice(1))
      if (main.scrollTop + main.clientHeight >= main.scrollHeight - 1) step = -40
      else if (main.scrollTop === 0) step = 40
      main.scrollTop += step
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
})()`

const counts = process.argv.slice(2).map(Number)
const rows: Row[] = []
for (const agents of counts.length > 0 ? counts : [50, 500]) rows.push(await measure(agents))
report('desk', rows)
