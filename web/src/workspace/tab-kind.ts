import type { ComponentType } from 'react'
import type { Me } from '#protocol/http/people.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'

/** What a tab shows it about: an id that its kind understands. */
export interface TabProps {
  readonly subject: string
}

/**
 * A kind of tab: one file in `tabs/`, named in `tab-kinds.ts`. Nothing else in the workspace knows what a tab holds, so
 * that a script, a case or an order takes its place by a file of its own.
 */
export interface TabKind {
  /** Kept in the browser: never changed once somebody used it. */
  readonly kind: string
  readonly Icon: ComponentType<{ readonly size: number; readonly 'aria-hidden': 'true' }>
  isAllowed(me: Me): boolean
  /** The subject of the tab that opens by itself for an interaction in hand; none: it is only opened by hand. */
  subjectOf?(interaction: DeskInteraction): string | undefined
  /** What stands on the tab: short, in the reader's words. */
  readonly Title: ComponentType<TabProps>
  readonly Panel: ComponentType<TabProps>
}
