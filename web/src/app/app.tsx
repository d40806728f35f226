import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import { cssVariablesResolver, theme } from '../design/theme.ts'
import { directionOf } from '../languages/languages.ts'
import { onSignInNeeded } from '../sign-in/api.ts'
import { meKey, queryClient } from '../sign-in/me.ts'
import { colorSchemeKeeper } from './color-scheme.ts'
import { FailureToasts } from './failure-toasts.tsx'
import { router } from './router.tsx'

export function App() {
  useEffect(
    () =>
      onSignInNeeded(() => {
        if (!queryClient.getQueryData(meKey)) return
        queryClient.setQueryData(meKey, null)
        void router.invalidate()
      }),
    [],
  )
  return (
    <DirectionProvider detectDirection>
      <FollowDirection />
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        colorSchemeManager={colorSchemeKeeper}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <FailureToasts />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  )
}

/** Turns the page round when the language does, without taking it down: a call may be running in it. */
function FollowDirection() {
  const { i18n } = useTranslation()
  const { setDirection } = useDirection()
  useEffect(() => setDirection(directionOf(i18n.language as Language)), [i18n.language, setDirection])
  return null
}
