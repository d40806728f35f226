import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { QueueId } from '#kernel/ids.ts'
import { promptLabel } from '../languages/prompt-label.ts'
import { useFormats } from '../languages/use-formats.ts'
import { ChoiceField, NumberField } from '../telephony/fields.tsx'
import { usePrompts } from '../telephony/queries.ts'
import form from '../telephony/telephony.module.css'
import { type AnnouncementDraft, announcementBounds, announcementProblems } from './announcement-draft.ts'
import { ExpectedWaitLines } from './expected-wait.tsx'

interface AnnouncementFieldsProps {
  readonly draft: AnnouncementDraft
  /** Absent: it is about to be made, and nobody has waited in it. */
  readonly queueId: QueueId | undefined
  readonly isChecked: boolean
  set(draft: AnnouncementDraft): void
}

/** What callers hear of how they stand, beside how right the words of their wait have been. */
export function AnnouncementFields({ draft, queueId, isChecked, set }: AnnouncementFieldsProps) {
  const { t, i18n } = useTranslation()
  const { number } = useFormats()
  const prompts = usePrompts()
  const problems = isChecked ? announcementProblems(draft) : new Set<string>()
  const change = (part: Partial<AnnouncementDraft>) => set({ ...draft, ...part })
  const outOf = (name: 'firstS' | 'everyS') =>
    problems.has(name)
      ? t('telephony.outOfRange', {
          from: number(announcementBounds[name][0]),
          to: number(announcementBounds[name][1]),
        })
      : undefined
  return (
    <fieldset className={form.group}>
      <legend>{t('telephony.announcements.title')}</legend>
      {queueId && <ExpectedWaitLines queueId={queueId} />}
      <Switch
        label={t('telephony.announcements.on')}
        description={t('telephony.announcements.onHint')}
        checked={draft.isOn}
        onChange={({ currentTarget: { checked } }) => change({ isOn: checked })}
      />
      {draft.isOn && (
        <>
          <Switch
            label={t('telephony.announcements.position')}
            description={t('telephony.announcements.positionHint')}
            checked={draft.saysPosition}
            onChange={({ currentTarget: { checked } }) => change({ saysPosition: checked })}
          />
          <Switch
            label={t('telephony.announcements.wait')}
            description={t('telephony.announcements.waitHint')}
            checked={draft.saysWait}
            error={problems.has('nothing') && t('telephony.announcements.nothing')}
            onChange={({ currentTarget: { checked } }) => change({ saysWait: checked })}
          />
          <div className={form.pair}>
            <NumberField
              label={t('telephony.announcements.first')}
              hint={t('telephony.announcements.firstHint')}
              value={draft.firstS}
              problem={outOf('firstS')}
              set={(firstS) => change({ firstS })}
            />
            <NumberField
              label={t('telephony.announcements.every')}
              value={draft.everyS}
              problem={outOf('everyS')}
              set={(everyS) => change({ everyS })}
            />
          </div>
          <ChoiceField
            label={t('telephony.announcements.comfort')}
            value={draft.comfort}
            choices={[
              { value: '', label: t('telephony.announcements.noComfort') },
              ...(prompts.data?.items ?? []).map((prompt) => ({
                value: prompt.name,
                label: promptLabel(prompt, i18n.language),
              })),
            ]}
            set={(comfort) => change({ comfort })}
          />
        </>
      )}
    </fieldset>
  )
}
