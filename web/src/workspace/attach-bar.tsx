import { IconBriefcase, IconNotes, IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import type { NoteDraft } from '../desk/note-draft.ts'
import { useStore } from '../state/use-store.ts'
import styles from './scratch-pad.module.css'
import type { Owner } from './tabs.ts'
import { useAttaching } from './use-attaching.ts'
import { caseName, useCase } from './use-case.ts'
import { useCustomer } from './use-customer.ts'
import { useTargets } from './use-targets.ts'

const icons = {
  interaction: <IconNotes size={14} />,
  customer: <IconUser size={14} />,
  case: <IconBriefcase size={14} />,
}

interface AttachBarProps {
  readonly draft: NoteDraft
  readonly sheet: Owner
  readonly inHand: readonly DeskInteraction[]
}

/** Where the words of the sheet can go, and the way back from where they went. */
export function AttachBar({ draft, sheet, inHand }: AttachBarProps) {
  const { t } = useTranslation()
  const { text } = useStore(draft.state)
  const targets = useTargets(sheet, inHand)
  const { attach, undo, last } = useAttaching(draft)
  const to = targets.find(({ kind }) => kind === 'customer')
  const name = useCustomer(to?.kind === 'customer' ? to.customerId : undefined).data?.name
  const matter = targets.find(({ kind }) => kind === 'case')
  const ofCase = useCase(matter?.kind === 'case' ? matter.caseId : undefined).data
  const names = { customer: name ?? t('desk.customer'), case: caseName(ofCase) }
  const isEmpty = text.trim() === ''
  if (isEmpty && last) {
    return (
      <p className={styles.bar} role="status">
        <span className={styles.told}>{t(`workspace.attached.${last.to}`)}</span>
        <Button size="small" kind="quiet" isBusy={undo.isPending} onClick={() => undo.mutate()}>
          {t('workspace.undo')}
        </Button>
      </p>
    )
  }
  if (isEmpty || targets.length === 0) return null
  return (
    <div className={styles.bar}>
      {targets.map((target) => (
        <Button
          key={target.kind}
          size="small"
          icon={icons[target.kind]}
          isBusy={attach.isPending && attach.variables?.kind === target.kind}
          onClick={() => attach.mutate(target)}
        >
          {target.kind === 'interaction'
            ? t('workspace.attach.interaction')
            : t('workspace.attach.customer', { name: `\u2068${names[target.kind]}\u2069` })}
        </Button>
      ))}
    </div>
  )
}
