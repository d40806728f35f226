import styles from './spinner.module.css'

/** Work under way. Says nothing by itself: the text beside it does. */
export const Spinner = ({ size = 16 }: { readonly size?: number }) => (
  <span className={styles.spinner} style={{ width: size, height: size }} aria-hidden="true" />
)
