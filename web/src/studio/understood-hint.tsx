import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../sign-in/api.ts'
import styles from './studio.module.css'
import { useStudioWord } from './use-studio-word.ts'

/** Who understands a caller's words, in each language of the flow, and how well; or that there are keys only. */
export function UnderstoodHint({ languages }: { readonly languages: readonly string[] }) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const speech = useQuery({ queryKey: ['speech'], queryFn: ({ signal }) => call('speechEngine', { signal }) })
  if (!speech.data) return null
  const { understands } = speech.data
  const sentence = (code: string) => {
    const language = word(`studio.language.${code}`, code)
    const known = understands.find((each) => each.language === code)
    if (!known) return t('studio.understood.none', { language })
    const { engine, rightOf100: right } = known
    return right === undefined
      ? t('studio.understood.by', { language, engine })
      : t('studio.understood.measured', { language, engine, right })
  }
  return (
    <ul className={styles.problems}>
      {languages.map((code) => (
        <li key={code}>{sentence(code)}</li>
      ))}
    </ul>
  )
}
