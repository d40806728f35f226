import type { PromptId } from '#kernel/ids.ts'
import type { Language } from './flow.ts'

/** One thing that is said, or shown in a chat. */
export type Said =
  /** A managed prompt, by its id: its recording in the run's language, else in the first that it has. */
  | { readonly kind: 'prompt'; readonly promptId: PromptId }
  /** Words by language; rendered to sound when the version is published, since they are the same for everybody. */
  | { readonly kind: 'text'; readonly words: Readonly<Record<Language, string>> }
  /** What a variable holds, read as a native would. */
  | { readonly kind: 'value'; readonly variable: string; readonly as: ReadAs }

export type ReadAs =
  | { readonly kind: 'number' }
  /** One by one, as an order's number. */
  | { readonly kind: 'digits' }
  /** ISO 8601 date; in Persian of the Jalali calendar. */
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  /** `currency` is ISO 4217; `IRT` is the toman, ten rials. */
  | { readonly kind: 'money'; readonly currency: string }
