import type { EdgeInspection } from '#protocol/edge/messages.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { Legs } from '../legs.ts'
import { Figures } from './figures.ts'
import { PacketCapture } from './packet-capture.ts'
import { SignallingLog } from './signalling-log.ts'

/** What others know and an inspection shows. */
export interface InspectionSources {
  registrations(): EdgeInspection['registrations']
  trunks(): EdgeInspection['trunks']
  bans(): EdgeInspection['bans']
  tickLatenessMs(): number
  refusedMessages(): number
}

/** All that this edge sees of itself: ladders, captures, figures. It changes nothing. */
export class Observation {
  readonly signalling: SignallingLog
  readonly packets: PacketCapture
  readonly figures: Figures
  #sources: InspectionSources | undefined

  constructor(parts: { readonly legs: Legs; readonly clock: CallClock; readonly emit: SignallingLogEmit }) {
    const { legs, clock, emit } = parts
    this.signalling = new SignallingLog({ legs, emit })
    this.packets = new PacketCapture(() => clock.wallMs())
    this.figures = new Figures({ legs, clock, counts: this.signalling.counts })
  }

  /** Once the parts that it asks are there. */
  attach(sources: InspectionSources): void {
    this.#sources = sources
  }

  inspect(): EdgeInspection {
    const sources = this.#sources
    const registrations = sources?.registrations() ?? []
    const bans = sources?.bans() ?? []
    const { figures } = this
    return {
      registrations,
      trunks: sources?.trunks() ?? [],
      bans,
      figures: {
        calls: figures.calls(),
        responses: { ...figures.counts.responses },
        requests: { ...figures.counts.requests },
        setUpSeconds: figures.setUpSeconds(),
        rtp: figures.rtp(),
        tickLatenessMs: sources?.tickLatenessMs() ?? 0,
        registrations: registrations.length,
        bannedAddresses: bans.length,
        refusedMessages: sources?.refusedMessages() ?? 0,
      },
    }
  }
}

type SignallingLogEmit = ConstructorParameters<typeof SignallingLog>[0]['emit']
