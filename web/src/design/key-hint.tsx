import styles from './key-hint.module.css'

/** The key that does it. Hidden from screen readers: the control itself carries `aria-keyshortcuts`. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.hint} aria-hidden="true" dir="ltr">
      {keys.split('+').map((key) => (
        <kbd key={key} className={styles.key}>
          {key === 'Shift' ? '⇧' : key}
        </kbd>
      ))}
    </span>
  )
}
