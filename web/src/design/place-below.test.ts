import { expect, it } from 'vitest'
import { placeOf } from './place-below.ts'

const view = { width: 1000, height: 600 }
const panel = { width: 200, height: 300 }

it('stands below its opener, at the asked edge', () => {
  const opener = { left: 400, right: 460, top: 20, bottom: 50 }
  expect(placeOf(opener, panel, view, 'left')).toEqual({ left: 400, top: 54 })
  expect(placeOf(opener, panel, view, 'right')).toEqual({ left: 260, top: 54 })
})

it('turns upwards where there is no room below', () => {
  expect(placeOf({ left: 0, right: 60, top: 500, bottom: 530 }, panel, view, 'left')).toEqual({ left: 8, top: 196 })
})

it('never leaves the window', () => {
  const low = placeOf({ left: 950, right: 990, top: 200, bottom: 480 }, panel, view, 'left')
  expect(low).toEqual({ left: 792, top: 292 })
})
