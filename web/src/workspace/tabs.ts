/** One thing that is open in the workspace: of a kind, about a subject (a customer's id, an interaction's). */
export interface Tab {
  readonly kind: string
  readonly subject: string
}
/** Unlike any other tab of its owner. */
export const tabId = ({ kind, subject }: Tab): string => `${kind}:${subject}`

/** The tabs of one owner, in their order. */
export interface TabSet {
  readonly tabs: readonly Tab[]
  /** `tabId` of the one that is seen. */
  readonly front?: string
  /** By kind, about whom a tab was opened without being asked: closed, it does not come back by itself. */
  readonly popped: Readonly<Record<string, string>>
}

/** Whose tabs they are: an interaction's in hand, or `own`, those of the agent while nothing is. */
export type Owner = string
export const own: Owner = 'own'

export interface Desk {
  /** The interaction that the desk is about, or `own`. */
  readonly front: Owner
  readonly sets: Readonly<Record<Owner, TabSet>>
}

const nothingOpen: TabSet = { tabs: [], popped: {} }
export const firstDesk: Desk = { front: own, sets: {} }

/** More are refused by closing the oldest: each keeps its place on the screen and in the browser. */
export const mostTabs = 12

export const tabsOf = (desk: Desk, owner: Owner = desk.front): TabSet => desk.sets[owner] ?? nothingOpen

const put = (desk: Desk, owner: Owner, set: TabSet): Desk => ({ ...desk, sets: { ...desk.sets, [owner]: set } })

/** Opens a tab beside the others of the owner and brings it to the front; one that is open already only comes there. */
export function openTab(desk: Desk, tab: Tab, owner: Owner = desk.front): Desk {
  const set = tabsOf(desk, owner)
  const id = tabId(tab)
  if (set.tabs.some((other) => tabId(other) === id)) return showTab(desk, id, owner)
  const tabs = [...set.tabs, { kind: tab.kind, subject: tab.subject }].slice(-mostTabs)
  return put(desk, owner, { ...set, tabs, front: id })
}

export function showTab(desk: Desk, id: string, owner: Owner = desk.front): Desk {
  const set = tabsOf(desk, owner)
  if (set.front === id || !set.tabs.some((tab) => tabId(tab) === id)) return desk
  return put(desk, owner, { ...set, front: id })
}

/** Closes a tab; the one after it comes to the front, or the one before when it was the last. */
export function closeTab(desk: Desk, id: string, owner: Owner = desk.front): Desk {
  const set = tabsOf(desk, owner)
  const at = set.tabs.findIndex((tab) => tabId(tab) === id)
  if (at < 0) return desk
  const tabs = set.tabs.filter((_, index) => index !== at)
  const { front, ...rest } = set
  const next = front === id ? (tabs[at] ?? tabs[at - 1]) : undefined
  const seen = next ? tabId(next) : front === id ? undefined : front
  return put(desk, owner, { ...rest, tabs, ...(seen === undefined ? {} : { front: seen }) })
}

/** The tab `by` places further comes to the front; after the last the first. */
export function stepTab(desk: Desk, by: 1 | -1, owner: Owner = desk.front): Desk {
  const { tabs, front } = tabsOf(desk, owner)
  const at = tabs.findIndex((tab) => tabId(tab) === front)
  const next = tabs[(at + by + tabs.length) % tabs.length]
  return next ? showTab(desk, tabId(next), owner) : desk
}

/** An interaction in hand, and what is opened for it by itself. */
export interface InHand {
  readonly interactionId: string
  readonly tabs: readonly Tab[]
}

/**
 * Brings the desk in line with what is in hand, first things first: what is new opens its tabs and comes to the front,
 * what is over takes its tabs along.
 * @param isTaken somebody is writing: then nothing new comes to the front, and his words stay where they are
 */
export function followHand(desk: Desk, inHand: readonly InHand[], isTaken: boolean): Desk {
  const held = new Set(inHand.map(({ interactionId }) => interactionId))
  const fresh = inHand.find(({ interactionId }) => !desk.sets[interactionId])
  const isFrontOver = desk.front !== own && !held.has(desk.front)
  let next = desk
  if (Object.keys(desk.sets).some((owner) => owner !== own && !held.has(owner))) {
    next = {
      ...next,
      sets: Object.fromEntries(Object.entries(desk.sets).filter(([owner]) => owner === own || held.has(owner))),
    }
  }
  for (const { interactionId, tabs } of inHand) next = popTabs(next, interactionId, tabs)
  if (fresh && !isTaken) return { ...next, front: fresh.interactionId }
  if (isFrontOver) return { ...next, front: inHand[0]?.interactionId ?? own }
  return next
}

/** Opens what belongs to the owner: each kind once for each subject, in the place of what it was about before. */
function popTabs(desk: Desk, owner: Owner, wanted: readonly Tab[]): Desk {
  const known = desk.sets[owner]
  let set = known ?? nothingOpen
  for (const { kind, subject } of wanted) {
    const before = set.popped[kind]
    if (before === subject) continue
    const id = tabId({ kind, subject })
    const old = before === undefined ? undefined : tabId({ kind, subject: before })
    const isOpen = set.tabs.some((tab) => tabId(tab) === id)
    const others = set.tabs.filter((tab) => tabId(tab) !== id)
    const at = others.findIndex((tab) => tabId(tab) === old)
    const tabs =
      isOpen && at < 0 ? set.tabs : at < 0 ? [...others, { kind, subject }] : others.with(at, { kind, subject })
    const front = set.front === undefined || set.front === old ? id : set.front
    set = { tabs, front, popped: { ...set.popped, [kind]: subject } }
  }
  return set === known ? desk : put(desk, owner, set)
}

/** Brings an interaction in hand to the front. */
export const showOwner = (desk: Desk, owner: Owner): Desk => (owner === desk.front ? desk : { ...desk, front: owner })

/** The one `by` places further of what is in hand. */
export function stepOwner(desk: Desk, inHand: readonly string[], by: 1 | -1): Desk {
  const at = inHand.indexOf(desk.front)
  const next = at < 0 ? inHand[0] : inHand[(at + by + inHand.length) % inHand.length]
  return next === undefined ? desk : showOwner(desk, next)
}

/** What was kept; anything that is not of its shape is left out. */
export function readDesk(text: string | undefined): Desk {
  try {
    const kept = Object(JSON.parse(text ?? '{}')) as Partial<Record<keyof Desk, unknown>>
    const sets: Record<Owner, TabSet> = {}
    for (const [owner, value] of Object.entries(Object(kept.sets))) sets[owner] = readSet(value)
    return { front: typeof kept.front === 'string' ? kept.front : own, sets }
  } catch {
    return firstDesk
  }
}

function readSet(value: unknown): TabSet {
  const { tabs, front, popped } = Object(value) as Partial<Record<keyof TabSet, unknown>>
  const isTab = (tab: unknown): tab is Tab =>
    typeof Object(tab).kind === 'string' && typeof Object(tab).subject === 'string'
  const whole = Array.isArray(tabs) ? tabs.filter(isTab).slice(-mostTabs) : []
  const seen = whole.find((tab) => tabId(tab) === front) ?? whole[0]
  return {
    tabs: whole,
    ...(seen ? { front: tabId(seen) } : {}),
    popped: Object.fromEntries(
      Object.entries(Object(popped)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  }
}
