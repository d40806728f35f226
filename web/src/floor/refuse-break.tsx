import { Modal } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { WordField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { answerBreak } from './direct-commands.ts'

/** A supervisor's no, with a word if he likes. */
export function RefuseBreak({ agent, done }: { readonly agent: AgentEntry | undefined; done(): void }) {
  const { t } = useTranslation()
  const [word, setWord] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (agent) void answerBreak(agent.agentId, { isGranted: false, ...(word.trim() !== '' && { word: word.trim() }) })
    setWord('')
    done()
  }
  return (
    <Modal
      opened={agent !== undefined}
      onClose={done}
      title={t('floor.breaks.refuseAsk', { name: agent?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={submit} className={form.form}>
        <WordField
          label={t('floor.breaks.word')}
          hint={t('floor.breaks.wordHint')}
          value={word}
          maxLength={200}
          isFirst
          set={setWord}
        />
        <div className={form.actions}>
          <Button type="submit" kind="primary">
            {t('floor.breaks.refuseDeed')}
          </Button>
          <Button onClick={done}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Modal>
  )
}
