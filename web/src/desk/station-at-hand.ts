import { station } from '../station/station.ts'
import { isTrouble } from '../station/station-state.ts'
import { stream } from '../stream/stream.ts'
import { deskView } from './desk-view.ts'
import { stationChoices } from './station-choice.ts'

const withinMs = 12_000

const isReachable = (): boolean => deskView(stream.entries('desk')).station?.isReachable === true

/**
 * Sees to it that the server reaches this agent who talks through the browser: connects it when it is not, and waits for
 * a moment, since a desk that was opened just now is still connecting.
 * @returns false when the browser cannot be a station, which it says on the screen itself; true also when the wait was in
 *   vain or a telephone is the station, for the server then says what is wrong
 */
export async function stationAtHand(): Promise<boolean> {
  const chosen = stationChoices.get()?.chosen?.kind ?? 'browser'
  if (isReachable() || chosen !== 'browser') return true
  station.start()
  await untilReachable()
  return isReachable() || !isTrouble(station.state.get().phase)
}

function untilReachable(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stopStation()
      stopTopic()
      resolve()
    }
    const look = () => {
      const { phase } = station.state.get()
      if (isReachable() || isTrouble(phase) || phase === 'off') done()
    }
    const timer = setTimeout(done, withinMs)
    const stopStation = station.state.subscribe(look)
    const stopTopic = stream.onTopic('desk', look)
    look()
  })
}
