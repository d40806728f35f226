import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { speakOf } from '../languages/words.ts'
import { addressOf, call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import styles from './access-page.module.css'
import { Ladder } from './ladder.tsx'
import { useMayChange } from './may-change.ts'
import form from './telephony.module.css'
import { useSaving } from './use-saving.ts'

interface SignallingProps {
  readonly interactionId: string
  readonly isLive: boolean
}

/** The signalling of an interaction, a ladder a leg; its packets, and the wish to keep those that come. */
export default function SignallingCard(props: SignallingProps) {
  const [isSpoken, setSpoken] = useState(false)
  useEffect(() => void speakOf('telephony').then(() => setSpoken(true)), [])
  return isSpoken ? <Signalling {...props} /> : null
}

function Signalling({ interactionId, isLive }: SignallingProps) {
  const { t } = useTranslation()
  const mayChange = useMayChange()
  // What is said in a call is a recording, whoever keeps it.
  const mayListen = may(useMe(), 'recordings.listen.any')
  const ladders = useQuery({
    queryKey: ['ladders', interactionId],
    queryFn: ({ signal }) => call('ladders', { id: interactionId, signal }),
    refetchInterval: isLive ? 5000 : false,
  })
  const capture = useSaving<unknown, boolean>((_, isOn) => call('capture', { id: interactionId, body: { isOn } }), {
    touches: [],
  })
  const isCapturing = capture.isSuccess && capture.variables
  const legs = ladders.data?.legs ?? []
  const hasPackets = legs.some((leg) => leg.hasPackets)
  return (
    <Card
      title={t('telephony.signalling.title')}
      actions={
        mayChange &&
        hasPackets && (
          <a className={styles.export} href={addressOf('packets', interactionId)} download={`${interactionId}.pcap`}>
            <IconDownload size={16} aria-hidden="true" />
            {t('telephony.signalling.download')}
          </a>
        )
      }
    >
      <div className={form.stack}>
        {ladders.isError && <ErrorNotice error={ladders.error} retry={() => void ladders.refetch()} />}
        {ladders.isPending && <p role="status">{t('common.loading')}</p>}
        {mayChange && mayListen && isLive && (
          <div>
            <Button
              size="small"
              aria-pressed={isCapturing}
              isBusy={capture.isPending}
              onClick={() => capture.mutate(!isCapturing)}
            >
              {t('telephony.signalling.capture')}
            </Button>
            <p className={form.hint} role="status">
              {t(isCapturing ? 'telephony.signalling.captureOn' : 'telephony.signalling.captureText')}
            </p>
            {capture.isError && <ErrorNotice error={capture.error} />}
          </div>
        )}
        {ladders.data && legs.length === 0 && (
          <div>
            <p>{t('telephony.signalling.empty')}</p>
            <p className={form.hint}>{t('telephony.signalling.emptyText')}</p>
          </div>
        )}
        {legs.map((leg) => {
          const name = t(`telephony.signalling.role.${leg.role}`)
          return (
            <section key={leg.legId} aria-label={name}>
              <h3 className={form.choiceName}>
                <Parts
                  of={[name, leg.trunkName ? t('telephony.signalling.over', { trunk: leg.trunkName }) : undefined]}
                />
              </h3>
              <Ladder steps={leg.steps} them={leg.trunkName ?? name} label={name} />
            </section>
          )
        })}
      </div>
    </Card>
  )
}
