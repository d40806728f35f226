import { IconLayoutList, IconUserSearch, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../app/use-shortcut.ts'
import { IconButton } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { may, useMe } from '../sign-in/me.ts'
import { useStore } from '../state/use-store.ts'
import { Part } from './part.tsx'
import { tabKindOf } from './tab-kinds.ts'
import { closeTab, type Owner, openTab, own, showTab, stepTab, type Tab, tabId, tabsOf } from './tabs.ts'
import { useDeskStores } from './use-desk-stores.ts'
import styles from './workspace.module.css'

const CustomerPicker = lazy(async () => ({
  default: (await import('../customers/customer-picker.tsx')).CustomerPicker,
}))

interface WorkspaceProps {
  readonly owner: Owner
  /** What stands here while no tab is open. */
  readonly idle?: ReactNode
}

/** The tabs of what is in hand. Each keeps what is typed in it while others are in front. */
export function Workspace({ owner, idle }: WorkspaceProps) {
  const { t } = useTranslation()
  const me = useMe()
  const { desk } = useDeskStores()
  const state = useStore(desk)
  const [isFinding, setFinding] = useState(false)
  const id = useId()
  const { tabs, front } = tabsOf(state, owner)
  const known = tabs.filter(({ kind }) => tabKindOf(kind)?.isAllowed(me))
  const frontId = known.some((tab) => tabId(tab) === front) ? front : known[0] && tabId(known[0])
  const hasSeveral = known.length > 1
  useShortcut('B', () => desk.set(stepTab(desk.get(), 1, owner)), hasSeveral)
  useShortcut('Shift+B', () => desk.set(stepTab(desk.get(), -1, owner)), hasSeveral)
  useShortcut('X', () => frontId && desk.set(closeTab(desk.get(), frontId, owner)), frontId !== undefined)
  useShortcut('Q', () => setFinding(true), may(me, 'customers.read'))
  return (
    <Part
      name="workspace"
      isFlush
      actions={
        <>
          {owner !== own && (
            <IconButton
              label={t('workspace.script')}
              icon={<IconLayoutList size={15} />}
              onClick={() => desk.set(openTab(desk.get(), { kind: 'script', subject: owner }, owner))}
            />
          )}
          {may(me, 'customers.read') && (
            <IconButton
              label={t('workspace.openCustomer')}
              icon={<IconUserSearch size={15} />}
              aria-keyshortcuts="Q"
              aria-expanded={isFinding}
              className={styles.find ?? ''}
              onClick={() => setFinding(!isFinding)}
            />
          )}
        </>
      }
    >
      {isFinding && (
        <div className={styles.picker}>
          <Suspense>
            <CustomerPicker
              chosen={({ customerId }) => {
                desk.set(openTab(desk.get(), { kind: 'customer', subject: customerId }, owner))
                setFinding(false)
              }}
              cancel={() => setFinding(false)}
            />
          </Suspense>
        </div>
      )}
      {known.length > 0 && (
        <TabList
          id={id}
          tabs={known}
          frontId={frontId}
          show={(tab) => desk.set(showTab(desk.get(), tab, owner))}
          close={(tab) => desk.set(closeTab(desk.get(), tab, owner))}
        />
      )}
      {/* A key of its own for each owner: what is typed in a tab belongs to it. */}
      {known.map((tab) => (
        <TabPanel key={`${owner} ${tabId(tab)}`} id={id} tab={tab} isFront={tabId(tab) === frontId} />
      ))}
      {known.length === 0 &&
        !isFinding &&
        (idle ? (
          <div className={styles.idle}>{idle}</div>
        ) : (
          <EmptyState icon={<IconLayoutList size={22} />} title={t('workspace.noTabs')}>
            {t('workspace.noTabsText')}
          </EmptyState>
        ))}
    </Part>
  )
}

interface TabListProps {
  readonly id: string
  readonly tabs: readonly Tab[]
  readonly frontId: string | undefined
  show(tab: string): void
  close(tab: string): void
}

/** After the ARIA practices: one stop for Tab, arrows, Home and End move, Delete closes. */
function TabList({ id, tabs, frontId, show, close }: TabListProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const focus = (tab: string | undefined) => {
    if (tab !== undefined) list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(tab)}"]`)?.focus()
  }
  const press = (event: KeyboardEvent, at: number) => {
    const isMirrored = document.documentElement.dir === 'rtl'
    const [next, previous] = isMirrored ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']
    const ids = tabs.map(tabId)
    const own = ids[at]
    if (event.key === 'Delete' && own !== undefined) {
      close(own)
      focus(ids[at + 1] ?? ids[at - 1])
    } else {
      const target = {
        [next as string]: ids[(at + 1) % ids.length],
        [previous as string]: ids[(at - 1 + ids.length) % ids.length],
        Home: ids[0],
        End: ids.at(-1),
      }[event.key]
      if (target === undefined) return
      show(target)
      focus(target)
    }
    event.preventDefault()
  }
  return (
    <div ref={list} role="tablist" aria-label={t('workspace.tabs')} className={styles.tabs}>
      {tabs.map((tab, at) => {
        const kind = tabKindOf(tab.kind)
        const one = tabId(tab)
        if (!kind) return null
        return (
          <span key={one} role="presentation" className={styles.tab} data-front={one === frontId || undefined}>
            <button
              type="button"
              role="tab"
              id={`${id}-tab-${one}`}
              data-tab={one}
              aria-selected={one === frontId}
              aria-keyshortcuts="Delete"
              aria-controls={`${id}-panel-${one}`}
              tabIndex={one === frontId ? 0 : -1}
              className={styles.name}
              onClick={() => show(one)}
              onKeyDown={(event) => press(event, at)}
            >
              <kind.Icon size={14} aria-hidden="true" />
              <span className={styles.words}>
                <kind.Title subject={tab.subject} />
              </span>
            </button>
            {/* By the keyboard Delete does it: a tablist has nothing but tabs. */}
            <button
              type="button"
              tabIndex={-1}
              aria-hidden="true"
              title={t('workspace.closeTab')}
              className={styles.close}
              onClick={() => close(one)}
            >
              <IconX size={12} />
            </button>
          </span>
        )
      })}
    </div>
  )
}

interface TabPanelProps {
  readonly id: string
  readonly tab: Tab
  readonly isFront: boolean
}

/** Built when it first comes to the front, and from then on only hidden. */
function TabPanel({ id, tab, isFront }: TabPanelProps) {
  const { t } = useTranslation()
  const [isBuilt, setBuilt] = useState(isFront)
  useEffect(() => {
    if (isFront) setBuilt(true)
  }, [isFront])
  const kind = tabKindOf(tab.kind)
  const one = tabId(tab)
  return (
    <div
      role="tabpanel"
      id={`${id}-panel-${one}`}
      aria-labelledby={`${id}-tab-${one}`}
      hidden={!isFront}
      className={styles.panel}
    >
      {kind && (isBuilt || isFront) && (
        <Suspense fallback={<p role="status">{t('common.loading')}</p>}>
          <kind.Panel subject={tab.subject} />
        </Suspense>
      )}
    </div>
  )
}
