import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WalkedBlock } from '#protocol/http/interactions.ts'
import { Parts } from '../design/parts.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { may, useMe } from '../sign-in/me.ts'
import { useStudioWord } from '../studio/use-studio-word.ts'
import styles from './flow-walk.module.css'

/** The caller's way through the blocks of one stretch in a flow: where he came, when, and by which exit he went on. */
export default function FlowWalk({ steps }: { readonly steps: readonly WalkedBlock[] }) {
  const { t } = useTranslation()
  const me = useMe()
  const { time, number } = useFormats()
  const open = useOpenWord()
  const word = useStudioWord()
  const [first] = steps
  if (!first) return null
  const versionOf = ({ versionNumber }: WalkedBlock) =>
    versionNumber === undefined ? undefined : t('history.walk.version', { number: number(versionNumber) })
  const wayOut = ({ exit, exitLabel, leftAs }: WalkedBlock) =>
    exit === undefined ? open('history.segmentOutcome', leftAs) : exitLabel || word(`studio.exit.${exit}`, keyOf(exit))
  return (
    <details className={styles.walk}>
      <summary className={styles.summary}>
        <bdi>{first.flowName}</bdi>{' '}
        <span className={styles.faint}>
          <Parts of={[versionOf(first), t('history.walk.blocks', { count: steps.length })]} />
        </span>
      </summary>
      <ol className={styles.steps}>
        {steps.map((step, at) => (
          <li key={`${step.at} ${at}`} className={styles.step}>
            <time className={styles.faint} dateTime={step.at}>
              {time(Date.parse(step.at), true)}
            </time>
            <span className={styles.words}>
              {step.flowId !== first.flowId && step.flowId !== steps[at - 1]?.flowId && (
                <span className={styles.into}>
                  <Parts of={[step.flowName, versionOf(step)]} />
                </span>
              )}
              <bdi>
                {step.name ?? (step.kind === undefined ? step.blockId : word(`studio.kind.${step.kind}`, step.kind))}
              </bdi>
              {wayOut(step) !== undefined && (
                <span className={styles.faint}>
                  {' '}
                  <bdi>{wayOut(step)}</bdi>
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {may(me, 'flows.manage') && (
        <Link
          to="/studio/flows/$flowId/live"
          params={{ flowId: first.flowId }}
          search={{ version: first.flowVersionId }}
        >
          {t('history.walk.open')}
        </Link>
      )}
    </details>
  )
}

/** `key-1` is the key that was pressed. */
const keyOf = (exit: string): string => /^key-(.)$/.exec(exit)?.[1] ?? exit
