import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import type { Me } from '#protocol/http/people.ts'

/** Draws the page in the scheme that the person chose, wherever they chose it. */
export function useFollowedColorScheme(wanted: Me['colorScheme']): void {
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => setColorScheme(wanted), [wanted, setColorScheme])
}
