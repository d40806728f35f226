import type { ComponentPropsWithRef, ReactNode } from 'react'
import styles from './button.module.css'
import { KeyHint } from './key-hint.tsx'
import { Spinner } from './spinner.tsx'

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary`: the one thing to do here. `positive` and `danger`: taking and ending. `plain`: all others. `quiet`: in rows. */
  readonly kind?: 'primary' | 'positive' | 'danger' | 'plain' | 'quiet'
  readonly size?: 'small' | 'medium' | 'large'
  readonly icon?: ReactNode
  /** The key that does the same, such as `A` or `Shift+E`: shown, and told to screen readers. */
  readonly shortcut?: string | undefined
  /** The deed is under way: stays in place, takes no second click. */
  readonly isBusy?: boolean
  readonly isWide?: boolean
}

export function Button(props: ButtonProps) {
  const {
    kind = 'plain',
    size = 'medium',
    icon,
    shortcut,
    isBusy,
    isWide,
    children,
    onClick,
    className,
    ...rest
  } = props
  return (
    <button
      type="button"
      className={`${styles.button} ${className ?? ''}`}
      data-kind={kind}
      data-size={size}
      data-wide={isWide || undefined}
      aria-busy={isBusy || undefined}
      aria-keyshortcuts={shortcut}
      // Not `disabled`: the focus would be lost, and with it the place of whoever works by keyboard.
      aria-disabled={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault()
        else onClick?.(event)
      }}
      {...rest}
    >
      {isBusy ? <Spinner /> : icon}
      {children !== undefined && <span className={styles.label}>{children}</span>}
      {shortcut && <KeyHint keys={shortcut} />}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  /** What a screen reader says and the tooltip shows. */
  readonly label: string
  readonly icon: ReactNode
}

export function IconButton({ label, icon, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" className={`${styles.icon} ${className ?? ''}`} aria-label={label} title={label} {...rest}>
      {icon}
    </button>
  )
}
