import { Checkbox, Modal, Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/notice.tsx'
import { useStore } from '../../state/use-store.ts'
import { resumeSound } from '../../station/audio-context.ts'
import { type AudioDevice, listDevices } from '../../station/microphone.ts'
import { station } from '../../station/station.ts'
import styles from '../device-dialog.module.css'
import { Ringer } from '../ringer.ts'
import { alertSettings, changeAlerts, notificationState, type RingSound } from './alert-settings.ts'

/** How this browser rings and tells of offers: set and tried. */
export default function AlertDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={close} title={t('desk.alerts.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div className={styles.devices}>
        <p>{t('alerts.settings.here')}</p>
        <Sounds />
        <Notifications />
      </div>
    </Modal>
  )
}

const tryForMs = 2400
const fieldOf = {
  call: { field: 'isCallHeard', tryIt: 'alerts.settings.tryCall' },
  task: { field: 'isTaskHeard', tryIt: 'alerts.settings.tryTask' },
  note: { field: 'isNoteHeard', tryIt: 'alerts.settings.tryNote' },
} as const

function Sounds() {
  const { t } = useTranslation()
  const settings = useStore(alertSettings)
  const { ringVolume } = useStore(station.choice)
  const [outputs, setOutputs] = useState<readonly AudioDevice[]>([])
  useEffect(() => void listDevices('audiooutput').then(setOutputs), [])
  const hear = async (sound: RingSound) => {
    const ringer = new Ringer()
    if (await resumeSound()) ringer.start(ringVolume, sound, settings.ringOutputId)
    setTimeout(() => ringer.stop(), tryForMs)
  }
  const named = outputs.filter(({ deviceId, label }) => deviceId !== 'default' && label !== '')
  return (
    <>
      {(['call', 'task', 'note'] as const).map((sound) => {
        const { field, tryIt } = fieldOf[sound]
        return (
          <div key={sound} className={styles.ring}>
            <Checkbox
              className={styles.volume ?? ''}
              label={t(`alerts.settings.${sound}`)}
              checked={settings[field]}
              onChange={(event) => changeAlerts({ [field]: event.currentTarget.checked })}
            />
            <Button size="small" aria-label={t(tryIt)} onClick={() => void hear(sound)}>
              {t('alerts.settings.try')}
            </Button>
          </div>
        )
      })}
      <label className={styles.volume}>
        <span>{t('station.ringVolume')}</span>
        <input
          type="range"
          min={0}
          max={100}
          step={5}
          value={Math.round(ringVolume * 100)}
          onChange={(event) => void station.choose({ ringVolume: Number(event.currentTarget.value) / 100 })}
        />
      </label>
      {named.length > 0 && (
        <Select
          label={t('alerts.settings.device')}
          data={[
            { value: '', label: t('station.systemDevice') },
            ...named.map(({ deviceId, label }) => ({ value: deviceId, label })),
          ]}
          value={settings.ringOutputId ?? ''}
          onChange={(chosen) => changeAlerts({ ringOutputId: chosen ?? '' })}
        />
      )}
    </>
  )
}

function Notifications() {
  const { t } = useTranslation()
  const { isNotified } = useStore(alertSettings)
  const [permission, setPermission] = useState(notificationState)
  const [isShown, setShown] = useState<boolean>()
  const tryIt = () => {
    try {
      new Notification(t('alerts.settings.example'), { body: t('alerts.settings.exampleText'), icon: '/icon.svg' })
      setShown(true)
    } catch {
      // Phones allow notifications only to service workers.
      setShown(false)
    }
  }
  return (
    <>
      <Checkbox
        label={t('alerts.settings.notify')}
        description={t('alerts.settings.notifyText')}
        checked={isNotified}
        onChange={(event) => changeAlerts({ isNotified: event.currentTarget.checked })}
      />
      {isNotified && permission === 'default' && (
        <Button onClick={() => void Notification.requestPermission().then(() => setPermission(notificationState()))}>
          {t('alerts.settings.allow')}
        </Button>
      )}
      {isNotified && permission === 'granted' && (
        <div className={styles.ring}>
          <Button size="small" onClick={tryIt}>
            {t('alerts.settings.tryNotification')}
          </Button>
          {isShown !== undefined && (
            <p role="status">{t(isShown ? 'alerts.settings.shown' : 'alerts.settings.notShown')}</p>
          )}
        </div>
      )}
      {isNotified && (permission === 'denied' || permission === 'unsupported') && (
        <Notice tone="caution" title={t(`alerts.settings.${permission}`)}>
          {t(`alerts.settings.${permission}Text`)}
        </Notice>
      )}
    </>
  )
}
