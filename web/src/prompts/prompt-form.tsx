import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PromptId } from '#kernel/ids.ts'
import type { Language } from '#protocol/http/fields.ts'
import type { ManagedPrompt } from '#protocol/http/managed-prompts.ts'
import { languages } from '../languages/languages.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ChoiceField, WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { PromptSounds } from './prompt-sounds.tsx'
import { promptTouches } from './touches.ts'

interface PromptFormProps {
  readonly prompt: ManagedPrompt | undefined
  /** What the installed voice speaks. */
  readonly spoken: readonly Language[]
  /** A new one is there: it can be given its sound. */
  made(promptId: PromptId): void
  done(): void
}

/** Adds, names and removes a prompt; one that is there has a sound in each language. */
export function PromptForm({ prompt, spoken, made, done }: PromptFormProps) {
  const { t, i18n } = useTranslation()
  const { list } = useFormats()
  const [name, setName] = useState(prompt?.name ?? '')
  const [purpose, setPurpose] = useState(prompt?.purpose ?? '')
  const [isChecked, setChecked] = useState(false)
  const [language, setLanguage] = useState<Language>(
    () => prompt?.recordings[0]?.language ?? (i18n.language as Language),
  )
  const uses = prompt?.usedBy.map((use) => t(`telephony.prompts.uses.${use.kind}`, { name: use.name })) ?? []
  const isMissing = name.trim() === ''
  const save = useSaving(
    (idempotencyKey) => {
      const body = { name: name.trim(), purpose: purpose.trim() }
      return prompt === undefined
        ? call('createPrompt', { idempotencyKey, body })
        : call('changePrompt', { id: prompt.promptId, ifMatch: prompt.etag, body })
    },
    { touches: promptTouches, done: (saved) => (prompt === undefined ? made(saved.promptId) : done()) },
  )
  const remove = useSaving(() => call('removePrompt', { id: prompt?.promptId ?? '' }), {
    touches: promptTouches,
    done,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isMissing) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <div className={form.pair}>
        <WordField
          label={t('telephony.name')}
          value={name}
          isFirst
          maxLength={80}
          problem={isChecked && isMissing ? t('telephony.needed') : undefined}
          set={setName}
        />
        <WordField
          label={t('telephony.prompts.purpose')}
          hint={t('telephony.prompts.purposeHint')}
          value={purpose}
          maxLength={200}
          set={setPurpose}
        />
      </div>
      {prompt === undefined ? (
        <p className={form.hint}>{t('telephony.prompts.saveFirst')}</p>
      ) : (
        <>
          <ChoiceField
            label={t('telephony.prompts.language')}
            value={language}
            choices={languages.map((each) => ({ value: each.code, label: each.name }))}
            set={(value) => setLanguage(value as Language)}
          />
          {uses.length > 0 && (
            <p className={form.hint}>
              {t('telephony.prompts.usedBy')}: {list(uses)}
            </p>
          )}
          <PromptSounds key={language} prompt={prompt} language={language} isSpoken={spoken.includes(language)} />
        </>
      )}
      <SaveOrRemove
        add={t('telephony.prompts.add')}
        known={prompt}
        removeText={t('telephony.prompts.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
