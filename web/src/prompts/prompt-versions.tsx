import { useTranslation } from 'react-i18next'
import type { PromptId } from '#kernel/ids.ts'
import type { PromptRecording } from '#protocol/http/managed-prompts.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import styles from './prompt-versions.module.css'
import { promptTouches } from './touches.ts'

/** What a prompt sounded like in one language, the newest first: each can be listened to, and gone back to. */
export function PromptVersions({
  id,
  versions,
}: {
  readonly id: PromptId
  readonly versions: readonly PromptRecording[]
}) {
  const { t } = useTranslation()
  const { clock, number: write, dateTime } = useFormats()
  const choose = useSaving(
    (_key, { language, number }: PromptRecording) => call('choosePromptRecording', { id, body: { language, number } }),
    { touches: promptTouches },
  )
  if (versions.length === 0) return <p className={form.hint}>{t('telephony.prompts.noVersions')}</p>
  return (
    <fieldset className={form.group}>
      <legend>{t('telephony.prompts.versions')}</legend>
      {choose.isError && <ErrorNotice error={choose.error} />}
      <ul className={styles.versions}>
        {versions.map((version) => {
          const { language, number, source, durationMs, madeAt, madeBy, isCurrent } = version
          const facts = [
            t(`telephony.prompts.sources.${source}`),
            // What is shorter is not nothing.
            clock(Math.max(durationMs, 1000)),
            dateTime(Date.parse(madeAt)),
            madeBy,
          ]
          return (
            <li key={number} className={styles.version}>
              <div className={styles.head}>
                <span className={styles.name}>{t('telephony.prompts.version', { number: write(number) })}</span>
                {isCurrent ? (
                  <span className={form.away}>{t('telephony.prompts.current')}</span>
                ) : (
                  <Button size="small" kind="quiet" className={form.away} onClick={() => choose.mutate(version)}>
                    {t('telephony.prompts.use')}
                  </Button>
                )}
              </div>
              <p className={form.hint}>{facts.filter(Boolean).join(' · ')}</p>
              {/* biome-ignore lint/a11y/useMediaCaption: its words stand above. */}
              <audio
                className={styles.player}
                controls
                preload="none"
                aria-label={t('telephony.prompts.listen', { number: write(number) })}
                src={`/api/v1/managed-prompts/${id}/sound?language=${language}&number=${number}`}
              />
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}
