import type { Call } from '#domain/routing/index.ts'
import type { Leg, PlayItem } from '#protocol/edge/index.ts'
import type { ProcessView } from './view.ts'

/**
 * In what a customer is spoken to: his own language, where one customer alone is known by his number; else that of the number
 * which he called; else that of the installation. It is chosen when the interaction begins and kept with it, so that he hears
 * the same one to the end, whoever has him by then and whichever core goes on with it.
 */
export const languageOf = (view: ProcessView, { entry }: Call): string => entry.language ?? houseLanguage(view)

/** For somebody who calls, before there is an interaction. */
export const languageOfCaller = (view: ProcessView, { legId, dialedNumber }: Leg): string =>
  view.customer?.(legId, 'caller')?.language ?? view.numberLanguage?.(dialedNumber) ?? houseLanguage(view)

/** For whom a phone of ours calls. */
export const languageOfDialed = (view: ProcessView, { legId }: Leg): string =>
  view.customer?.(legId, 'dialed')?.language ?? houseLanguage(view)

/** For agents at their own telephones, and wherever nothing more particular is known. */
export const houseLanguage = ({ spokenLanguage }: ProcessView): string => spokenLanguage ?? 'en'

/** What is recorded under this name, in this language; the edge says it in English where there is none. */
export const prompt = (name: string, language: string): PlayItem => ({ kind: 'prompt', name, language })

/** What a setting names: one of those, or a managed prompt by its id. */
export const chosenPrompt = ({ prompts }: Pick<ProcessView, 'prompts'>, name: string, language: string): PlayItem =>
  prompts?.itemOf(name, language) ?? prompt(name, language)
