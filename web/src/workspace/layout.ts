/** What the desk is made of, in the order in which it is read. */
export const partNames = ['communication', 'workspace', 'account', 'alerts', 'scratchPad'] as const
export type PartName = (typeof partNames)[number]

/** What stands side by side on a wide desk; `side` holds account, alerts and scratch pad above one another. */
export const columnNames = ['communication', 'workspace', 'side'] as const
export type ColumnName = (typeof columnNames)[number]

/** How somebody has arranged his desk. It is kept in the browser; a new one begins with `firstLayout`. */
export interface Layout {
  readonly hidden: readonly PartName[]
  /** Of 100, how much of the width each column takes. */
  readonly shares: Readonly<Record<ColumnName, number>>
  /** Of 100, how much of the side's height the scratch pad takes. */
  readonly padShare: number
  /** The one part that a narrow desk shows. */
  readonly inView: PartName
}

export const firstLayout: Layout = {
  hidden: [],
  shares: { communication: 38, workspace: 37, side: 25 },
  padShare: 45,
  inView: 'communication',
}

/** Neither side of a splitter becomes smaller than this, of 100. */
export const leastShare = 15

/** `wide` has three columns, `middle` two, `narrow` shows one part at a time. */
export type Room = 'wide' | 'middle' | 'narrow'
export const roomOf = (widthPx: number): Room => (widthPx >= 940 ? 'wide' : widthPx >= 620 ? 'middle' : 'narrow')

export interface Column {
  readonly name: ColumnName
  readonly parts: readonly PartName[]
  /** Of 100; of all columns together 100. */
  readonly share: number
}

const partsOf: Readonly<Record<ColumnName, readonly PartName[]>> = {
  communication: ['communication'],
  workspace: ['workspace'],
  side: ['account', 'alerts', 'scratchPad'],
}

/**
 * What stands beside what. Hidden parts are left out, and a column without parts gives its room to the others.
 * @param isCalled something rings or is on the line: then the communication is there, hidden or not
 */
export function columnsOf(layout: Layout, room: Exclude<Room, 'narrow'>, isCalled: boolean): readonly Column[] {
  const isShown = (part: PartName) => !layout.hidden.includes(part) || (part === 'communication' && isCalled)
  const columns = columnNames
    .map((name) => ({ name, parts: partsOf[name].filter(isShown), share: layout.shares[name] }))
    .filter(({ parts }) => parts.length > 0)
  const [first, second, third] = columns
  const beside =
    room === 'middle' && first && second && third
      ? [first, { ...second, parts: [...second.parts, ...third.parts], share: second.share + third.share }]
      : columns
  const whole = beside.reduce((sum, { share }) => sum + share, 0)
  return beside.map((column) => ({ ...column, share: (column.share * 100) / whole }))
}

/** Moves a splitter: `by` of 100 go from the column after it to the one before, as far as both keep the least. */
export function moveSplitter(layout: Layout, before: ColumnName, after: ColumnName, by: number): Layout {
  const { shares } = layout
  const moved = Math.min(Math.max(by, leastShare - shares[before]), shares[after] - leastShare)
  if (!Number.isFinite(moved) || Math.abs(moved) < 0.01) return layout
  return { ...layout, shares: { ...shares, [before]: shares[before] + moved, [after]: shares[after] - moved } }
}

/** As it was at first, between these two: what they have together is divided as it was divided then. */
export function resetSplitter(layout: Layout, before: ColumnName, after: ColumnName): Layout {
  const { shares } = layout
  const both = shares[before] + shares[after]
  const first = firstLayout.shares
  const share = (both * first[before]) / (first[before] + first[after])
  return { ...layout, shares: { ...shares, [before]: share, [after]: both - share } }
}

export const setPadShare = (layout: Layout, share: number): Layout => ({
  ...layout,
  padShare: Math.min(100 - leastShare, Math.max(leastShare, share)),
})

/** Hides a part, or shows it again. */
export function togglePart(layout: Layout, part: PartName): Layout {
  const isHidden = layout.hidden.includes(part)
  return {
    ...layout,
    hidden: isHidden ? layout.hidden.filter((other) => other !== part) : [...layout.hidden, part],
    inView: isHidden ? part : layout.inView,
  }
}

/** What was kept, wherever it makes sense; an older or broken one loses only what it says wrong. */
export function readLayout(text: string | undefined): Layout {
  let kept: Partial<Record<keyof Layout, unknown>>
  try {
    kept = Object(JSON.parse(text ?? '{}'))
  } catch {
    return firstLayout
  }
  const isPart = (value: unknown): value is PartName => partNames.includes(value as PartName)
  const isShare = (value: unknown): value is number =>
    typeof value === 'number' && value >= leastShare && value <= 100 - leastShare
  const shares = Object(kept.shares) as Partial<Record<ColumnName, unknown>>
  const areShares =
    columnNames.every((name) => isShare(shares[name])) &&
    Math.abs(columnNames.reduce((sum, name) => sum + Number(shares[name]), 0) - 100) < 0.1
  return {
    hidden: Array.isArray(kept.hidden) ? kept.hidden.filter(isPart) : firstLayout.hidden,
    shares: areShares ? (shares as Layout['shares']) : firstLayout.shares,
    padShare: isShare(kept.padShare) ? kept.padShare : firstLayout.padShare,
    inView: isPart(kept.inView) ? kept.inView : firstLayout.inView,
  }
}
