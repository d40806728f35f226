import { PresenceControl } from './presence-control.tsx'
import { StationChip } from './station-chip.tsx'

/** The agent's own part of the bar: whether they take work, and what they talk through. */
export default function AgentBar() {
  return (
    <>
      <PresenceControl />
      <StationChip />
    </>
  )
}
