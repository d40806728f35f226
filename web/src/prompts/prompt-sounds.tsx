import { FileButton, Textarea } from '@mantine/core'
import { IconMessageCircle, IconMicrophone, IconPlayerStop, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '#protocol/http/fields.ts'
import type { ManagedPrompt } from '#protocol/http/managed-prompts.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { directionOf } from '../languages/languages.ts'
import { call } from '../sign-in/api.ts'
import { inputWrapperOrder } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { decodeSound } from './decode-sound.ts'
import { PromptVersions } from './prompt-versions.tsx'
import { promptTouches } from './touches.ts'
import { useMicrophone } from './use-microphone.ts'
import { base64Of } from './wav-file.ts'

interface PromptSoundsProps {
  readonly prompt: ManagedPrompt
  readonly language: Language
  /** The installed voice speaks this language. */
  readonly isSpoken: boolean
}

interface HandedIn {
  readonly sound: Blob
  readonly source: 'recorded' | 'uploaded'
}

/** The browser cannot play it, so it cannot make of it what the server takes. */
class Undecodable extends Error {}

/** A prompt in one language: its words, three ways to a sound, and the sounds that it had. */
export function PromptSounds({ prompt, language, isSpoken }: PromptSoundsProps) {
  const { t } = useTranslation()
  const { promptId: id } = prompt
  const versions = prompt.recordings.filter((one) => one.language === language)
  const [words, setWords] = useState(() => (versions.find((one) => one.isCurrent) ?? versions[0])?.words ?? '')
  const speak = useSaving(
    (idempotencyKey) => call('speakPrompt', { id, idempotencyKey, body: { language, words: words.trim() } }),
    { touches: promptTouches },
  )
  const handIn = useSaving(
    async (idempotencyKey, { sound, source }: HandedIn) => {
      const wav = await decodeSound(sound).catch(() => {
        throw new Undecodable()
      })
      const body = { language, source, words: words.trim(), wavBase64: base64Of(wav) }
      return call('handInRecording', { id, idempotencyKey, body })
    },
    { touches: promptTouches },
  )
  const microphone = useMicrophone((sound) => handIn.mutate({ sound, source: 'recorded' }))
  const isBusy = speak.isPending || handIn.isPending || microphone.isRecording
  const failed = handIn.isError ? handIn.error : speak.isError ? speak.error : undefined
  return (
    <div className={form.form}>
      <Textarea
        label={t('telephony.prompts.words')}
        description={t('telephony.prompts.wordsHint')}
        inputWrapperOrder={inputWrapperOrder}
        dir={directionOf(language)}
        lang={language}
        rows={3}
        maxLength={2000}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <div className={form.actions}>
        {isSpoken && (
          <Button
            icon={<IconMessageCircle size={16} />}
            isBusy={speak.isPending}
            disabled={words.trim() === '' || isBusy}
            onClick={() => {
              handIn.reset()
              speak.mutate()
            }}
          >
            {t('telephony.prompts.speak')}
          </Button>
        )}
        {microphone.isRecording ? (
          <Button kind="danger" icon={<IconPlayerStop size={16} />} onClick={microphone.stop}>
            {t('telephony.prompts.stop')}
          </Button>
        ) : (
          <Button
            icon={<IconMicrophone size={16} />}
            disabled={isBusy}
            onClick={() => {
              handIn.reset()
              speak.reset()
              microphone.start()
            }}
          >
            {t('telephony.prompts.record')}
          </Button>
        )}
        <FileButton
          accept="audio/*,.wav,.mp3,.ogg"
          onChange={(file) => {
            speak.reset()
            if (file) handIn.mutate({ sound: file, source: 'uploaded' })
          }}
        >
          {(props) => (
            <Button {...props} icon={<IconUpload size={16} />} isBusy={handIn.isPending} disabled={isBusy}>
              {t('telephony.prompts.upload')}
            </Button>
          )}
        </FileButton>
      </div>
      {microphone.isRecording && <Notice tone="accent">{t('telephony.prompts.isRecording')}</Notice>}
      {microphone.isMissing && <Notice tone="caution">{t('telephony.prompts.noMicrophone')}</Notice>}
      {failed instanceof Undecodable ? (
        <Notice tone="danger">{t('telephony.prompts.unreadable')}</Notice>
      ) : (
        failed && <ErrorNotice error={failed} />
      )}
      <p className={form.hint}>
        {!isSpoken && <>{t('telephony.prompts.noVoice')} </>}
        {t('telephony.prompts.handedHint')}
      </p>
      <PromptVersions id={id} versions={versions} />
    </div>
  )
}
