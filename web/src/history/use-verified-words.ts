import { useTranslation } from 'react-i18next'
import type { VerificationMethod } from '#protocol/http/interactions.ts'

/** By what a customer proved who he is, as a sentence; `undefined`: nobody said that he did. */
export function useVerifiedWords(): (
  of: { readonly method: VerificationMethod; readonly byName?: string } | undefined,
) => string | undefined {
  const { t } = useTranslation()
  return (of) => {
    if (!of) return undefined
    const words = t('history.verifiedBy', { how: t(`history.method.${of.method}`) })
    return of.byName === undefined ? words : `${words} (${of.byName})`
  }
}
