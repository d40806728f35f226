import { Select, Textarea } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReadAs, Said } from '#domain/flows/index.ts'
import { Button, IconButton } from '../../design/button.tsx'
import styles from '../studio.module.css'
import { useStudioWord } from '../use-studio-word.ts'
import type { FormContext } from './settings-form.tsx'

interface SaidFieldProps {
  readonly label: string
  readonly value: readonly Said[]
  readonly context: FormContext
  readonly problemAt: (path: readonly (string | number)[]) => string | undefined
  set(value: readonly Said[]): void
}

const readings: readonly ReadAs['kind'][] = ['number', 'digits', 'date', 'time', 'money']
const rtl = new Set(['fa', 'ar', 'he'])

/** What is said, one thing after the other: words in each language of the flow, a recorded prompt, or what a variable holds. */
export function SaidField({ label, value, context, problemAt, set }: SaidFieldProps) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const id = useId()
  const { languages, references, flow } = context
  const prompts = references
    .filter(({ what }) => what === 'prompt')
    .map((each) => ({ value: each.id, label: each.name }))
  const variables = flow.variables.map((each) => ({ value: each.name, label: each.label || each.name }))
  const put = (index: number, item: Said) => set(value.map((each, at) => (at === index ? item : each)))
  const firstPrompt = prompts[0]?.value
  const firstVariable = variables[0]?.value
  return (
    <fieldset className={styles.list} aria-labelledby={id}>
      <legend id={id}>{label}</legend>
      {value.map((item, index) => (
        <div key={index} className={styles.item}>
          <div className={styles.itemFields}>
            {item.kind === 'text' &&
              languages.map((language) => (
                <Textarea
                  key={language}
                  label={word(`studio.language.${language}`, language)}
                  lang={language}
                  dir={rtl.has(language) ? 'rtl' : 'ltr'}
                  autosize
                  minRows={1}
                  maxRows={8}
                  maxLength={2000}
                  value={item.words[language] ?? ''}
                  error={problemAt([index, 'words', language])}
                  onChange={(event) => {
                    const { [language]: _, ...others } = item.words
                    const text = event.currentTarget.value
                    put(index, { kind: 'text', words: text === '' ? others : { ...others, [language]: text } })
                  }}
                />
              ))}
            {item.kind === 'prompt' && (
              <Select
                label={t('studio.setting.promptId')}
                data={prompts}
                value={item.promptId}
                searchable
                error={problemAt([index, 'promptId'])}
                onChange={(promptId) =>
                  promptId !== null && put(index, { kind: 'prompt', promptId: promptId as never })
                }
              />
            )}
            {item.kind === 'value' && (
              <>
                <Select
                  label={t('studio.setting.variable')}
                  data={variables}
                  value={item.variable}
                  error={problemAt([index, 'variable'])}
                  onChange={(variable) => variable !== null && put(index, { ...item, variable })}
                />
                <Select
                  label={t('studio.readAs')}
                  data={readings.map((kind) => ({ value: kind, label: word(`studio.reading.${kind}`, kind) }))}
                  value={item.as.kind}
                  onChange={(kind) => {
                    if (kind === 'money') put(index, { ...item, as: { kind, currency: 'USD' } })
                    else if (kind !== null) put(index, { ...item, as: { kind: kind as 'number' } })
                  }}
                />
                {item.as.kind === 'money' && (
                  <Select
                    label={t('studio.currency')}
                    data={['AZN', 'EUR', 'GEL', 'HUF', 'IRR', 'IRT', 'RUB', 'TRY', 'USD']}
                    value={item.as.currency}
                    onChange={(currency) =>
                      currency !== null && put(index, { ...item, as: { kind: 'money', currency } })
                    }
                  />
                )}
              </>
            )}
            {problemAt([index, 'words']) && <p className={styles.problem}>{problemAt([index, 'words'])}</p>}
          </div>
          <IconButton
            label={t('studio.removeItem')}
            icon={<IconTrash size={16} />}
            onClick={() => set(value.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {problemAt([]) && <p className={styles.problem}>{problemAt([])}</p>}
      <div className={styles.adders}>
        <Button size="small" icon={<IconPlus size={14} />} onClick={() => set([...value, { kind: 'text', words: {} }])}>
          {t('studio.addWords')}
        </Button>
        {firstPrompt !== undefined && (
          <Button size="small" onClick={() => set([...value, { kind: 'prompt', promptId: firstPrompt as never }])}>
            {t('studio.addPrompt')}
          </Button>
        )}
        {firstVariable !== undefined && (
          <Button
            size="small"
            onClick={() => set([...value, { kind: 'value', variable: firstVariable, as: { kind: 'digits' } }])}
          >
            {t('studio.addValue')}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
