import type { World } from './world.ts'

/** What callers do who speak to a queue's voicemail: they press the key when they have said all, or hang up; or fall silent. */
export function speakToVoicemail({ core, edge, callers, random: chance }: World): void {
  for (const { voicemail, customerLegId } of core.state?.calls.values() ?? []) {
    if (!voicemail?.speaking || chance.next() < 0.8) continue
    const caller = callers.find(({ legId }) => legId === customerLegId)
    if (chance.next() < 0.5) edge.types(customerLegId, '#')
    else caller?.hangsUp()
  }
}
