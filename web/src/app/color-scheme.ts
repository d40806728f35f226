import { localStorageColorSchemeManager } from '@mantine/core'

/** Keeps the choice in this browser too, so that the first paint of the next visit is already right. */
export const colorSchemeKeeper = localStorageColorSchemeManager({ key: 'parley.color-scheme' })
