import type { Action } from './actions.ts'
import { callThrough } from './call-through.ts'
import { callback } from './callback.ts'
import { conversation } from './conversation.ts'
import { flow } from './flows/flow.ts'
import { inboundCall } from './inbound-call.ts'
import { legEnd } from './leg-end.ts'
import { offerDelivery } from './offer-delivery.ts'
import { outsideRecorder } from './outside-recorder.ts'
import { reconcile } from './reconcile.ts'
import { recording } from './recording.ts'
import { recordingConsent } from './recording-consent.ts'
import { recordingUnasked, withDigitPause } from './recording-start.ts'
import { replacedLeg } from './replaced-leg.ts'
import { station } from './station.ts'
import { transfer } from './transfer.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'
import { voicemail } from './voicemail.ts'
import { waitingCaller } from './waiting-caller.ts'
import { wrapUp } from './wrap-up.ts'

type Process = (view: ProcessView, input: ProcessInput, environment: ProcessEnvironment) => readonly Action[]

/** Every process. Each listens for its own inputs; where two answer the same one, this is the order of their actions. */
const processes: readonly Process[] = [
  reconcile,
  inboundCall,
  flow,
  callback,
  voicemail,
  waitingCaller,
  recordingConsent,
  recordingUnasked,
  callThrough,
  transfer,
  replacedLeg,
  offerDelivery,
  conversation,
  wrapUp,
  legEnd,
  station,
  recording,
  outsideRecorder,
]

/** One input through every process that listens to it. Pure: what is to be done is what comes back. */
export function step(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  const actions: Action[] = []
  for (const process of processes) {
    for (const action of process(view, input, environment)) actions.push(withDigitPause(view, action))
  }
  return actions
}
