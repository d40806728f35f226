import { readLocal, writeLocal } from '../state/local-setting.ts'

/** What the person chose to talk and hear through, on this computer. */
export interface DeviceChoice {
  /** Absent: whatever the system says. */
  readonly inputId?: string
  readonly outputId?: string
  readonly echoCancellation: boolean
  readonly noiseSuppression: boolean
  readonly autoGainControl: boolean
  /** Of the ringing, 0 to 1. */
  readonly ringVolume: number
}

const key = 'parley.station'
const byDefault: DeviceChoice = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ringVolume: 0.6,
}

export function readDeviceChoice(): DeviceChoice {
  try {
    const kept: unknown = JSON.parse(readLocal(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return byDefault
    const { inputId, outputId, echoCancellation, noiseSuppression, autoGainControl, ringVolume } = kept as Record<
      string,
      unknown
    >
    return {
      ...(typeof inputId === 'string' ? { inputId } : {}),
      ...(typeof outputId === 'string' ? { outputId } : {}),
      echoCancellation: echoCancellation !== false,
      noiseSuppression: noiseSuppression !== false,
      autoGainControl: autoGainControl !== false,
      ringVolume: typeof ringVolume === 'number' ? Math.min(1, Math.max(0, ringVolume)) : byDefault.ringVolume,
    }
  } catch {
    return byDefault
  }
}

export const keepDeviceChoice = (choice: DeviceChoice): boolean => writeLocal(key, JSON.stringify(choice))
