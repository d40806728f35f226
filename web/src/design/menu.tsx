import { IconCheck } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import styles from './menu.module.css'
import { placeBelow } from './place-below.ts'

interface MenuProps {
  /** What the button shows. */
  readonly button: ReactNode
  /** What the menu is called, and the button too when what it shows is no words. */
  readonly label: string
  readonly isButtonWordless?: boolean
  readonly className: string | undefined
  /** Which edges of button and menu lie above one another. */
  readonly align?: 'start' | 'end'
  readonly isDisabled?: boolean
  readonly children: ReactNode
}

/**
 * A button with a menu, after the ARIA practices: arrows, Home and End move, Escape and Tab close, the focus comes back.
 * The browser's own popover lays it over everything and closes it at a click elsewhere.
 */
export function Menu({ button, label, isButtonWordless, className, align = 'start', isDisabled, children }: MenuProps) {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  const close = () => {
    menu.current?.hidePopover()
    opener.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all[(at - 1 + all.length) % all.length],
      Home: all[0],
      End: all.at(-1),
    }[event.key]
    if (next) {
      event.preventDefault()
      next.focus()
    } else if (event.key === 'Tab') menu.current?.hidePopover()
  }
  return (
    <>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={isButtonWordless ? label : undefined}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={isDisabled}
        popoverTarget={id}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || isOpen) return
          event.preventDefault()
          menu.current?.showPopover()
        }}
      >
        {button}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={styles.menu}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('[role^="menuitem"]')) close()
        }}
        onToggle={(event) => {
          const isNowOpen = event.newState === 'open'
          setOpen(isNowOpen)
          if (!isNowOpen || !opener.current || !menu.current) return
          placeBelow(menu.current, opener.current, align)
          const all = items()
          const chosen = all.find((item) => item.getAttribute('aria-checked') === 'true')
          const first = chosen ?? all[0]
          first?.focus()
        }}
      >
        {children}
      </div>
    </>
  )
}

interface MenuItemProps {
  readonly icon?: ReactNode
  /** For one of several of which one is chosen. */
  readonly isChecked?: boolean
  /** For one that stands for itself, on or off. */
  readonly isTicked?: boolean
  readonly lang?: string
  readonly onChoose: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon, isChecked, isTicked, lang, onChoose, children }: MenuItemProps) {
  const isOn = isChecked ?? isTicked
  const role = isChecked !== undefined ? 'menuitemradio' : isTicked !== undefined ? 'menuitemcheckbox' : 'menuitem'
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role that goes with it is chosen beside it
    <button
      type="button"
      role={role}
      aria-checked={isOn}
      lang={lang}
      tabIndex={-1}
      className={styles.item}
      onClick={onChoose}
    >
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.words}>{children}</span>
      {isOn && <IconCheck size={16} aria-hidden="true" />}
    </button>
  )
}

export const MenuHeading = ({ children }: { readonly children: ReactNode }) => (
  <p className={styles.heading}>{children}</p>
)

export const MenuLine = () => <hr className={styles.line} />
