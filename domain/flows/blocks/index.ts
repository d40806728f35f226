import type { TSchema } from 'typebox'
import type { BlockType } from '../block-type.ts'
import type { Json } from '../flow.ts'
import { askDate } from './ask-date.ts'
import { askNumber } from './ask-number.ts'
import { askYesNo } from './ask-yes-no.ts'
import { callFlow } from './call-flow.ts'
import { caller } from './caller.ts'
import { chooseLanguage } from './choose-language.ts'
import { collectDigits } from './collect-digits.ts'
import { condition } from './condition.ts'
import { endFlow } from './end-flow.ts'
import { enqueue } from './enqueue.ts'
import { handOver } from './hand-over.ts'
import { hangUp } from './hang-up.ts'
import { hours } from './hours.ts'
import { httpRequest } from './http-request.ts'
import { incident } from './incident.ts'
import { lookUpCase } from './look-up-case.ts'
import { menu } from './menu.ts'
import { offerCallback } from './offer-callback.ts'
import { page } from './page.ts'
import { queueState } from './queue-state.ts'
import { say } from './say.ts'
import { schedule } from './schedule.ts'
import { setVariable } from './set-variable.ts'
import { split } from './split.ts'
import { switchBlock } from './switch.ts'
import { transfer } from './transfer.ts'
import { voicemail } from './voicemail.ts'

/** In the order of the palette. */
const all = [
  say,
  page,
  ...[menu, collectDigits, askNumber, askDate, askYesNo, chooseLanguage],
  ...[condition, switchBlock, caller, hours, schedule, queueState, incident, split],
  ...[setVariable, lookUpCase, httpRequest, callFlow, endFlow],
  ...[enqueue, offerCallback, voicemail, transfer, handOver, hangUp],
]

/** Every kind of block, by its word. What each makes of its settings is checked by its schema before it is asked. */
export const blockTypes: ReadonlyMap<string, BlockType> = new Map(
  all.map((type) => [type.kind, type as unknown as BlockType<TSchema, Json>]),
)
