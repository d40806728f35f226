import { Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { inputWrapperOrder, WordField } from '../../telephony/fields.tsx'
import styles from '../studio.module.css'
import { useStudioWord } from '../use-studio-word.ts'
import type { FieldProps } from './settings-form.tsx'

/** What the flow keeps, by how it is called; a new one is called something and gets its name by itself. */
export function VariableField({ value, path, schema, context, set }: FieldProps) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const [label, setLabel] = useState<string>()
  const { variables } = context.flow
  return (
    <div className={styles.template}>
      <Select
        label={word(
          `studio.setting.${path.findLast((part) => typeof part === 'string')}`,
          t('studio.setting.variable'),
        )}
        inputWrapperOrder={inputWrapperOrder}
        data={variables.map((each) => ({ value: each.name, label: each.label || each.name }))}
        value={typeof value === 'string' && variables.some(({ name }) => name === value) ? value : null}
        placeholder={t('studio.choose')}
        nothingFoundMessage={t('studio.nothingToChoose')}
        error={context.problemAt(path)}
        onChange={(chosen) => chosen !== null && set(chosen)}
      />
      {schema.refersTo === 'set-variable' &&
        (label === undefined ? (
          <Button size="small" kind="quiet" icon={<IconPlus size={14} />} onClick={() => setLabel('')}>
            {t('studio.newVariable')}
          </Button>
        ) : (
          <div className={styles.newVariable}>
            <WordField label={t('studio.variableLabel')} value={label} isFirst maxLength={60} set={setLabel} />
            <Button
              size="small"
              onClick={() => {
                const name = context.declare(label.trim())
                if (name !== undefined) set(name)
                setLabel(undefined)
              }}
            >
              {t('studio.addItem')}
            </Button>
          </div>
        ))}
    </div>
  )
}
