import { IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fillLink } from '#protocol/http/link-address.ts'
import type { LinkTemplate } from '#protocol/http/link-templates.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { call as ask } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import styles from './link-buttons.module.css'
import { linkValues } from './link-values.ts'
import { claimOpening, openLink } from './open-link.ts'

/** A page that is loaded long after the answer opens nothing by itself any more. */
const justAnsweredMs = 15_000

/** Opens the call in other systems, by a button or by itself when it is answered; nothing where no link is for it. */
export function LinkButtons({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const me = useMe()
  const [blocked, setBlocked] = useState(false)
  const templates = useQuery({
    queryKey: ['link-templates'],
    queryFn: ({ signal }) => ask('linkTemplates', { signal }),
    staleTime: 60_000,
  })
  const mine = (templates.data?.items ?? []).filter((one) => isFor(one, call))
  const { customerId } = call
  const customer = useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => ask('customer', { id: customerId as string, signal }),
    enabled: customerId !== undefined && mine.length > 0 && may(me, 'customers.read'),
  })
  // What is asked of a customer has to be there before it is opened with it.
  const isKnown = customerId === undefined || customer.data !== undefined || customer.isError
  const addressOf = ({ url }: LinkTemplate) => fillLink(url, linkValues(call, customer.data))
  const isFresh = call.state === 'engaged' && !call.isRinging && Date.now() - call.acceptedAtMs < justAnsweredMs
  const own = mine.filter(({ opensByItself }) => opensByItself)
  const due = isFresh && isKnown && templates.data ? own.map(({ linkTemplateId }) => linkTemplateId).join(' ') : ''
  useEffect(() => {
    for (const template of own) {
      if (!due.includes(template.linkTemplateId)) continue
      if (!claimOpening(call.interactionId, template.linkTemplateId)) continue
      if (!openLink(addressOf(template))) setBlocked(true)
    }
  }, [due])
  if (mine.length === 0) return null
  return (
    <>
      {blocked && (
        <Notice tone="caution" title={t('desk.links.blocked')}>
          {t('desk.links.blockedText')}
        </Notice>
      )}
      <div className={styles.links}>
        {mine.map((template) => (
          <Button
            key={template.linkTemplateId}
            size="small"
            icon={<IconExternalLink size={15} />}
            aria-label={t('desk.links.openIn', { name: template.name })}
            onClick={() => setBlocked(!openLink(addressOf(template)))}
          >
            {template.name}
          </Button>
        ))}
      </div>
    </>
  )
}

const isFor = ({ queueIds }: LinkTemplate, { queueId }: DeskInteraction): boolean =>
  queueIds.length === 0 || (queueId !== undefined && queueIds.includes(queueId))
