import { useTranslation } from 'react-i18next'
import type { RoutingProfile } from '#protocol/http/routing-profiles.ts'
import { shownChannels } from '../admin/load-draft.ts'
import { useQueueNames } from './use-profiles.ts'

/** What follows from a profile, in words. */
export function ProfileSummary({ profile }: { readonly profile: RoutingProfile }) {
  const { t } = useTranslation()
  const names = useQueueNames()
  const queues = profile.queues.flatMap(({ queueId }) => names.get(queueId) ?? [])
  const loads = shownChannels.flatMap((shown) => profile.loads.find(({ channel }) => channel === shown) ?? [])
  return (
    <>
      {queues.length === 0
        ? t('admin.profile.servesNone')
        : t('admin.profile.serves', { names: queues.join(t('common.listComma')) })}{' '}
      {loads
        .map(({ channel, atOnce, weight }) =>
          t('admin.profile.load', { channel: t(`admin.loads.${channel as 'voice' | 'task'}`), atOnce, weight }),
        )
        .join(' ')}
    </>
  )
}
