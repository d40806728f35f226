import { Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { QueueId } from '#kernel/ids.ts'
import { IconButton } from '../design/button.tsx'
import { useFormats } from '../languages/use-formats.ts'
import styles from '../queues/member-list.module.css'
import { type MemberField, memberBounds } from '../queues/queue-draft.ts'
import { NumberField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { type LineDraft, lineProblem, newLine } from './profile-draft.ts'
import { useQueueNames } from './use-profiles.ts'

const usual: readonly MemberField[] = ['priority', 'ring']
/** Shown where they are used already: few centres draw lots or share work out. */
const rare = { weight: '1', position: '0', share: '1' } as const

interface ProfileQueuesProps {
  readonly lines: readonly LineDraft[]
  readonly isChecked: boolean
  set(lines: readonly LineDraft[]): void
}

/** The queues of a profile, each with how it stands among the others. */
export function ProfileQueues({ lines, isChecked, set }: ProfileQueuesProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const names = useQueueNames()
  const others = [...names].filter(([queueId]) => !lines.some((line) => line.queueId === queueId))
  const used = (Object.keys(rare) as (keyof typeof rare)[]).filter((field) =>
    lines.some((line) => line[field].trim() !== rare[field]),
  )
  const change = (queueId: QueueId, field: MemberField, value: string) =>
    set(lines.map((line) => (line.queueId === queueId ? { ...line, [field]: value } : line)))
  const problemOf = (line: LineDraft, field: MemberField) => {
    if (!isChecked || lineProblem(line) !== field) return undefined
    const [from, to] = memberBounds[field]
    return t('telephony.outOfRange', { from: number(from), to: number(to) })
  }
  return (
    <fieldset className={form.group}>
      <legend>{t('staffing.profiles.queues')}</legend>
      {lines.length === 0 && <p className={form.hint}>{t('staffing.profiles.noQueues')}</p>}
      {lines.length > 0 && (
        <ul className={styles.members}>
          {lines.map((line) => {
            const name = names.get(line.queueId) ?? '…'
            return (
              <li key={line.queueId} className={styles.member}>
                <span className={styles.name}>
                  <bdi>{name}</bdi>
                </span>
                <span className={styles.fields}>
                  {[...usual, ...used].map((field) => (
                    <NumberField
                      key={field}
                      label={t(`telephony.queues.memberFields.${field}`)}
                      value={line[field]}
                      problem={problemOf(line, field)}
                      set={(value) => change(line.queueId, field, value)}
                    />
                  ))}
                </span>
                <IconButton
                  label={t('staffing.profiles.takeOutQueue', { name })}
                  icon={<IconX size={17} />}
                  onClick={() => set(lines.filter(({ queueId }) => queueId !== line.queueId))}
                />
              </li>
            )
          })}
        </ul>
      )}
      <Select
        label={t('staffing.profiles.takeInQueue')}
        data={others.map(([value, label]) => ({ value, label }))}
        limit={100}
        value={null}
        searchable
        disabled={others.length === 0}
        nothingFoundMessage={t('staffing.profiles.noChoice')}
        onChange={(queueId) => queueId && set([...lines, newLine(queueId as QueueId)])}
      />
    </fieldset>
  )
}
