import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import { useMeIfSignedIn } from '../sign-in/me.ts'
import { type Formats, formatsFor } from './formats.ts'

/** How the reader's times and numbers are written. */
export function useFormats(): Formats {
  const { i18n } = useTranslation()
  const timeZone = useMeIfSignedIn()?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return useMemo(() => formatsFor(i18n.language as Language, timeZone), [i18n.language, timeZone])
}
