import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RoutingProfileId } from '#kernel/ids.ts'
import { ProfileSummary } from '../profiles/profile-summary.tsx'
import { useProfiles } from '../profiles/use-profiles.ts'
import styles from './person-form.module.css'

interface PersonProfileProps {
  /** What he has now. */
  readonly known: RoutingProfileId | null
  readonly chosen: RoutingProfileId | null
  choose(profileId: RoutingProfileId | null): void
}

/** The profile of a person, and what follows from it. Where there are no profiles there is nothing to choose. */
export function PersonProfile({ known, chosen, choose }: PersonProfileProps) {
  const { t } = useTranslation()
  const profiles = useProfiles()
  const all = profiles.data?.items ?? []
  const profile = all.find(({ routingProfileId }) => routingProfileId === chosen)
  if (all.length === 0) return null
  return (
    <div className={styles.roles}>
      <Select
        label={t('admin.profile.label')}
        description={t('admin.profile.text')}
        allowDeselect={false}
        searchable={all.length > 12}
        data={[
          { value: '', label: t('admin.profile.own') },
          ...all.map(({ routingProfileId, name }) => ({ value: routingProfileId as string, label: name })),
        ]}
        value={chosen ?? ''}
        onChange={(value) => choose(value === null || value === '' ? null : (value as RoutingProfileId))}
      />
      {profile && (
        <p className={styles.hint}>
          <ProfileSummary profile={profile} />
        </p>
      )}
      {chosen !== known && (
        <p className={styles.hint}>{t(chosen === null ? 'admin.profile.left' : 'admin.profile.given')}</p>
      )}
    </div>
  )
}
