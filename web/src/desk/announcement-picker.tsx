import { Modal, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LegId } from '#kernel/ids.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { promptLabel } from '../languages/prompt-label.ts'
import { call as ask } from '../sign-in/api.ts'
import styles from './announcement-picker.module.css'
import { announce } from './call-commands.ts'
import { partyLabel } from './party-label.ts'
import { useIsPending } from './use-desk.ts'

/** Which prompt, and who is to hear it; the others do not. */
export default function AnnouncementPicker({ call, close }: { readonly call: DeskInteraction; close(): void }) {
  const { t, i18n } = useTranslation()
  const prompts = useQuery({ queryKey: ['prompts'], queryFn: ({ signal }) => ask('prompts', { signal }) })
  const parties = (call.parties ?? []).filter(({ state }) => state === 'connected')
  const [prompt, setPrompt] = useState<string | null>(null)
  const [legId, setLegId] = useState<string | null>(parties[0]?.legId ?? null)
  const isBusy = useIsPending(`announce:${call.interactionId}`)
  const play = async () => {
    if (prompt && legId && (await announce(call, legId as LegId, prompt))) close()
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('desk.announce.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={styles.form}>
        {prompts.error && <ErrorNotice error={prompts.error} />}
        <Select
          label={t('desk.announce.prompt')}
          data={(prompts.data?.items ?? []).map((one) => ({ value: one.name, label: promptLabel(one, i18n.language) }))}
          value={prompt}
          onChange={setPrompt}
          searchable
          nothingFoundMessage={t('desk.announce.none')}
          data-autofocus
        />
        <Select
          label={t('desk.announce.who')}
          data={parties.map((party) => ({ value: party.legId, label: partyLabel(party) }))}
          value={legId}
          onChange={setLegId}
        />
        <Button kind="primary" isBusy={isBusy} disabled={!prompt || !legId} onClick={() => void play()}>
          {t('desk.announce.play')}
        </Button>
      </div>
    </Modal>
  )
}
