import { useTranslation } from 'react-i18next'
import type { DrawnFlowVersion, FlowLive, FlowReference } from '#protocol/http/flows.ts'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { Tag } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import styles from './live.module.css'
import { useBlockWords } from './use-block-words.ts'
import { useStudioWord } from './use-studio-word.ts'

type Failure = FlowLive['failures'][number]

interface FailureListProps {
  readonly live: FlowLive
  readonly flow: DrawnFlowVersion
  readonly references: readonly FlowReference[]
}

/** What went wrong lately, in any version: where, why, how often, and whether callers were lost by it. */
export function FailureList({ live: { failures }, flow, references }: FailureListProps) {
  const { t } = useTranslation()
  const words = useBlockWords()
  const word = useStudioWord()
  const { number, dateTime } = useFormats()
  const blockOf = ({ blockId, flowVersionId }: Failure) =>
    flowVersionId === flow.flowVersionId ? flow.definition.blocks.find((block) => block.blockId === blockId) : undefined
  const detailOf = (failure: Failure): string => {
    const { cause, detail } = failure
    const block = blockOf(failure)
    if (cause === 'no-prompt') return references.find(({ id }) => id === detail)?.name ?? ''
    if (cause === 'no-words' || cause === 'unreadable') return word(`studio.language.${detail}`, detail)
    if (cause === 'no-value') return flow.definition.variables.find(({ name }) => name === detail)?.label || detail
    if (cause === 'unreachable') {
      const [reason = '', status = ''] = detail.split(' ')
      return word(`studio.live.reason.${reason}`, detail, { status })
    }
    return cause === 'nowhere' && block ? words.exit(block, detail) : detail
  }
  const columns: readonly Column<Failure>[] = [
    {
      key: 'block',
      title: t('studio.live.block'),
      cell: (failure) => {
        const block = blockOf(failure)
        return (
          <>
            <bdi>{block ? words.block(block) : failure.blockId}</bdi>
            {failure.versionNumber !== undefined && (
              <span className={styles.faint}>
                {' '}
                {t('studio.live.version', { number: number(failure.versionNumber) })}
              </span>
            )}
          </>
        )
      },
    },
    {
      key: 'what',
      title: t('studio.live.what'),
      isWide: true,
      cell: (failure) => (
        <>
          {word(`studio.live.cause.${failure.cause}`, failure.cause, { detail: detailOf(failure) })}{' '}
          {failure.lost > 0 && (
            <Tag tone="danger">{t('studio.live.lost', { amount: number(failure.lost), count: failure.lost })}</Tag>
          )}
        </>
      ),
    },
    { key: 'times', title: t('studio.live.times'), isEnd: true, cell: ({ times }) => number(times) },
    {
      key: 'last',
      title: t('studio.live.last'),
      isExtra: true,
      cell: ({ lastAt }) => dateTime(Date.parse(lastAt)),
    },
  ]
  return (
    <Card title={t('studio.live.failures')} isFlush={failures.length > 0}>
      {failures.length === 0 ? (
        <p className={styles.faint}>{t('studio.live.noFailures')}</p>
      ) : (
        <DataTable
          caption={t('studio.live.failures')}
          columns={columns}
          rows={failures}
          keyOf={({ flowVersionId, blockId, cause, detail }) => [flowVersionId, blockId, cause, detail].join(' ')}
        />
      )}
    </Card>
  )
}
