import { Select, Textarea } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import styles from '../studio.module.css'
import { useStudioWord } from '../use-studio-word.ts'
import type { FieldProps } from './settings-form.tsx'

const rtl = new Set(['fa', 'ar', 'he'])

/** Words in each language of the flow, in which what it keeps can be filled in. */
export function WordsField({ schema, value, path, isOptional, context, set }: FieldProps) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const id = useId()
  const name = String(path.findLast((part) => typeof part === 'string') ?? '')
  const words = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, string>>) : {}
  const { languages, flow, problemAt } = context
  const [pattern] = Object.values(schema.patternProperties ?? {})
  const put = (language: string, text: string) => {
    const { [language]: _, ...others } = words
    const next = text === '' ? others : { ...others, [language]: text }
    set(Object.keys(next).length === 0 && isOptional ? undefined : next)
  }
  const problem = problemAt(path)
  return (
    <fieldset className={styles.union} aria-labelledby={id}>
      <legend id={id}>{word(`studio.setting.${name}`, name)}</legend>
      {languages.map((language) => (
        <div key={language} className={styles.template}>
          <Textarea
            label={word(`studio.language.${language}`, language)}
            lang={language}
            dir={rtl.has(language) ? 'rtl' : 'ltr'}
            autosize
            minRows={1}
            maxRows={10}
            maxLength={pattern?.maxLength ?? 4000}
            value={words[language] ?? ''}
            error={problemAt([...path, language])}
            onChange={(event) => put(language, event.currentTarget.value)}
          />
          {flow.variables.length > 0 && (
            <Select
              aria-label={t('studio.fillIn')}
              placeholder={t('studio.fillIn')}
              size="xs"
              data={flow.variables.map((each) => ({ value: each.name, label: each.label || each.name }))}
              value={null}
              onChange={(variable) => variable !== null && put(language, `${words[language] ?? ''}{${variable}}`)}
            />
          )}
        </div>
      ))}
      {problem && <p className={styles.problem}>{problem}</p>}
    </fieldset>
  )
}
