import { Checkbox, Modal, Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { useStore } from '../state/use-store.ts'
import { type AudioDevice, listDevices } from '../station/microphone.ts'
import { station } from '../station/station.ts'
import { isTrouble } from '../station/station-state.ts'
import styles from './device-dialog.module.css'
import { MicrophoneTest } from './microphone-test.tsx'
import { stationChoices } from './station-choice.ts'
import { StationNotice } from './station-notice.tsx'
import { StationPicker } from './station-picker.tsx'

/** Microphone, loudspeaker, ringing: chosen and tried. */
export default function DeviceDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={close} title={t('station.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Devices />
    </Modal>
  )
}

function Devices() {
  const chosen = useStore(stationChoices)?.chosen
  const isTelephone = chosen?.kind === 'phone' || chosen?.kind === 'number'
  return (
    <div className={styles.devices}>
      <StationPicker />
      {isTelephone ? <RingSettings /> : <BrowserDevices />}
    </div>
  )
}

function BrowserDevices() {
  const { t } = useTranslation()
  const choice = useStore(station.choice)
  const { phase, isOutputReplaced } = useStore(station.state)
  const inputs = useDevices('audioinput', phase)
  const outputs = useDevices('audiooutput', phase)
  const named = (devices: readonly AudioDevice[]) => [
    { value: '', label: t('station.systemDevice') },
    ...devices
      .filter(({ deviceId }) => deviceId !== 'default')
      .map(({ deviceId, label }, index) => ({
        value: deviceId,
        label: label === '' ? t('station.namelessDevice', { count: index + 1 }) : label,
      })),
  ]
  return (
    <>
      <StationNotice />
      {phase === 'off' && (
        <Button kind="primary" onClick={() => station.start()}>
          {t('station.connect')}
        </Button>
      )}
      <Select
        label={t('station.microphone')}
        data={named(inputs)}
        value={choice.inputId ?? ''}
        onChange={(inputId) => void station.choose({ inputId: inputId ?? '' })}
      />
      {!isTrouble(phase) && phase !== 'off' && <MicrophoneTest />}
      {outputs.length > 0 && (
        <Select
          label={t('station.loudspeaker')}
          data={named(outputs)}
          value={choice.outputId ?? ''}
          error={isOutputReplaced ? t('station.outputReplaced') : undefined}
          onChange={(outputId) => void station.choose({ outputId: outputId ?? '' })}
        />
      )}
      <RingSettings />
      <fieldset className={styles.processing}>
        <legend>{t('station.processing')}</legend>
        {(['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).map((name) => (
          <Checkbox
            key={name}
            label={t(`station.${name}`)}
            checked={choice[name]}
            onChange={(event) => void station.choose({ [name]: event.currentTarget.checked })}
          />
        ))}
      </fieldset>
    </>
  )
}

function RingSettings() {
  const { t } = useTranslation()
  const { ringVolume } = useStore(station.choice)
  const [permission, setPermission] = useState(() =>
    typeof Notification === 'undefined' ? 'denied' : Notification.permission,
  )
  return (
    <div className={styles.ring}>
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
      {permission === 'default' && (
        <Button size="small" onClick={() => void Notification.requestPermission().then(setPermission)}>
          {t('station.allowNotifications')}
        </Button>
      )}
    </div>
  )
}

function useDevices(kind: 'audioinput' | 'audiooutput', phase: string): readonly AudioDevice[] {
  const [devices, setDevices] = useState<readonly AudioDevice[]>([])
  // The names appear once the station has the microphone
  useEffect(() => {
    let isOver = false
    const load = () =>
      void listDevices(kind).then((found) => {
        if (!isOver) setDevices(found)
      })
    load()
    navigator.mediaDevices?.addEventListener('devicechange', load)
    return () => {
      isOver = true
      navigator.mediaDevices?.removeEventListener('devicechange', load)
    }
  }, [kind, phase])
  return devices
}
