import {
  IconDots,
  IconEyeOff,
  IconParking,
  IconPlayerPauseFilled,
  IconPlayerRecordFilled,
  IconSpeakerphone,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import buttonStyles from '../design/button.module.css'
import { Menu, MenuItem } from '../design/menu.tsx'
import { maskDigits, park, toggleRecording } from './call-commands.ts'

const AnnouncementPicker = lazy(() => import('./announcement-picker.tsx'))

/** What is done less often with a call in hand. */
export function MoreVerbs({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const [isAnnouncing, setAnnouncing] = useState(false)
  const { recording } = call
  return (
    <>
      <Menu
        label={t('desk.more.label')}
        isButtonWordless
        className={`${buttonStyles.button} p-more`}
        align="end"
        button={<IconDots size={19} />}
      >
        {!call.isConference && !call.consultation && (
          <MenuItem icon={<IconParking size={17} />} onChoose={() => void park(call)}>
            {t('desk.more.park')}
          </MenuItem>
        )}
        {recording?.mayPause && recording.pausedBy !== 'digits' && (
          <MenuItem
            icon={recording.isPaused ? <IconPlayerRecordFilled size={17} /> : <IconPlayerPauseFilled size={17} />}
            onChoose={() => void toggleRecording(call)}
          >
            {t(recording.isPaused ? 'desk.more.resumeRecording' : 'desk.more.pauseRecording')}
          </MenuItem>
        )}
        <MenuItem icon={<IconEyeOff size={17} />} onChoose={() => void maskDigits(call)}>
          {t(call.isDigitsMasked ? 'desk.more.showDigits' : 'desk.more.maskDigits')}
        </MenuItem>
        <MenuItem icon={<IconSpeakerphone size={17} />} onChoose={() => setAnnouncing(true)}>
          {t('desk.more.announce')}
        </MenuItem>
      </Menu>
      {isAnnouncing && (
        <Suspense>
          <AnnouncementPicker call={call} close={() => setAnnouncing(false)} />
        </Suspense>
      )}
    </>
  )
}
