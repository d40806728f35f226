import type { StationChoice, StationChoices } from '#protocol/http/phones.ts'
import { call } from '../sign-in/api.ts'
import { readLocal, writeLocal } from '../state/local-setting.ts'
import { Store } from '../state/store.ts'
import { station } from '../station/station.ts'

const key = 'parley.station-kind'

/** What the agent talks through, and through what else they could; `undefined` until the server has said it. */
export const stationChoices = new Store<StationChoices | undefined>(undefined)

/**
 * Asks what the agent talks through. When the server does not say, this browser's last knowledge counts: who talks through a
 * telephone is not asked for a microphone because of a bad moment.
 */
export async function loadStationChoice(): Promise<StationChoice['kind']> {
  try {
    const choices = await call('stationChoices', {})
    if (!choices.chosen) return 'browser'
    keep(choices)
    return choices.chosen.kind
  } catch {
    const last = readLocal(key)
    return last === 'phone' || last === 'number' ? last : 'browser'
  }
}

/** Whether this agent talks with anybody; until the server has said otherwise he does. */
export const isStationNeeded = (): boolean => stationChoices.get()?.isNeeded !== false

/**
 * Chooses, and turns this browser's own station on or off accordingly.
 * @throws {@link CallFailed} when the server will not have it; what was chosen before stays
 */
export async function chooseStation(choice: StationChoice): Promise<void> {
  keep(await call('chooseStation', { body: choice }))
  // Gives the microphone back: its light should not burn for a telephone.
  if (choice.kind === 'browser') station.start()
  else station.stop()
}

function keep(choices: StationChoices): void {
  stationChoices.set(choices)
  writeLocal(key, choices.chosen.kind)
}
