import { useTranslation } from 'react-i18next'
import type { PhoneProvisioning } from '#protocol/http/phones.ts'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './provisioning.module.css'
import { QrCode } from './qr-code.tsx'
import form from './telephony.module.css'

/** What is typed, copied or scanned into a phone; shown once. */
export function Provisioning({ of, done }: { readonly of: PhoneProvisioning; done(): void }) {
  const { t } = useTranslation()
  const facts: readonly (readonly [string, string])[] = [
    [t('telephony.phone.user'), of.user],
    [t('telephony.phone.password'), of.password],
    [t('telephony.phone.domain'), of.realm],
    ...of.servers.map(
      ({ transport, address }) => [`${t('telephony.phone.servers')} (${transport.toUpperCase()})`, address] as const,
    ),
  ]
  return (
    <div className={form.form}>
      <Notice tone="caution">{t('telephony.phone.once')}</Notice>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi dir="ltr" className={form.mono}>
                {value}
              </bdi>
              <CopyButton text={value} label={name} />
            </dd>
          </div>
        ))}
      </dl>
      {of.texts.map(({ softphone: name, format, text, isQr }) => (
        <details key={`${name} ${format}`} className={form.more} open={of.texts.length === 1}>
          <summary>
            <bdi>{name}</bdi>
            {format !== name && (
              <span className={form.muted}>
                {' '}
                · <bdi dir="ltr">{format}</bdi>
              </span>
            )}
          </summary>
          <div className={styles.text}>
            {isQr && <QrCode text={text} label={t('telephony.phone.scan', { name })} />}
            <div className={styles.block}>
              {/* Scrolls by keyboard too. */}
              <section
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached
                tabIndex={0}
                aria-label={t('telephony.phone.textFor', { name })}
                className={styles.scroll}
              >
                <pre dir="ltr" className={styles.pre}>
                  {text}
                </pre>
              </section>
              <CopyButton text={text} label={name} />
            </div>
          </div>
        </details>
      ))}
      <div className={form.actions}>
        <Button kind="primary" onClick={done}>
          {t('telephony.phone.done')}
        </Button>
      </div>
    </div>
  )
}
