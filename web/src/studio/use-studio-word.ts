import { useTranslation } from 'react-i18next'

/** Words for kinds, settings, exits and problems, which the blocks name: with another one where this page has none. */
export function useStudioWord(): (
  key: string,
  otherwise: string,
  values?: Readonly<Record<string, unknown>>,
) => string {
  const { t, i18n } = useTranslation()
  return (key, otherwise, values = {}) => {
    if (!i18n.exists(key)) return otherwise
    const word: unknown = t(key as 'common.close', values as never)
    return typeof word === 'string' ? word : otherwise
  }
}
