import { IconCircleX, IconNote } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowProblem } from '#domain/flows/index.ts'
import type { DrawnBlock, DrawnFlow } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { Tag } from '../design/status-dot.tsx'
import { kindLooks } from './blocks/kinds.ts'
import { gistOf } from './blocks/words-of-settings.ts'
import { inReadingOrder } from './drawing.ts'
import { ExitFields } from './exit-field.tsx'
import styles from './studio.module.css'
import { useBlockWords } from './use-block-words.ts'

interface BlockListProps {
  readonly flow: DrawnFlow
  readonly channels: readonly string[]
  readonly languages: readonly string[]
  readonly references: readonly FlowReference[]
  readonly problems: readonly FlowProblem[]
  readonly selected: ReadonlySet<string>
  readonly found: ReadonlySet<string> | undefined
  readonly here: string | undefined
  /** Drawn inside of the chosen block, where there is no room beside it. */
  readonly panel?: (block: DrawnBlock) => ReactNode
  select(blockId: string): void
  connect(blockId: string, exit: string, to: string | null): void
  add(blockId: string, exit: string, kind: string): void
}

/** What is drawn as a list to be read: from the start on, each block with where it leads. */
export function BlockList(props: BlockListProps) {
  const { flow, channels, languages, references, problems, selected, found, here, panel } = props
  const { t } = useTranslation()
  const words = useBlockWords()
  const blocks = inReadingOrder(flow).filter(({ blockId }) => found === undefined || found.has(blockId))
  return (
    <ol className={styles.blocks} aria-label={t('studio.blocks')}>
      {blocks.map((block) => {
        const { blockId, kind } = block
        const Icon = kindLooks[kind]?.icon ?? IconNote
        const errors = problems.filter((each) => each.blockId === blockId && each.severity === 'error').length
        const gist = gistOf(block, languages, references)
        const isChosen = selected.has(blockId)
        return (
          <li
            key={blockId}
            className={styles.row}
            data-selected={isChosen || undefined}
            data-here={here === blockId || undefined}
          >
            <div className={styles.rowHead}>
              <Icon size={18} aria-hidden="true" />
              <button
                type="button"
                className={styles.rowName}
                aria-expanded={isChosen}
                onClick={() => props.select(blockId)}
              >
                <bdi>{words.block(block)}</bdi>
              </button>
              {flow.start === blockId && <Tag tone="positive">{t('studio.start')}</Tag>}
              {errors > 0 && (
                <Tag tone="danger">
                  <IconCircleX size={14} aria-hidden="true" /> {t('studio.problems', { amount: errors })}
                </Tag>
              )}
            </div>
            {gist !== '' && (
              <p className={styles.hint} dir="auto">
                {gist}
              </p>
            )}
            <div className={styles.ways}>
              <ExitFields
                flow={flow}
                block={block}
                channels={channels}
                languages={languages}
                references={references}
                connect={(exit, to) => props.connect(blockId, exit, to)}
                add={(exit, added) => props.add(blockId, exit, added)}
              />
            </div>
            {isChosen && panel?.(block)}
          </li>
        )
      })}
    </ol>
  )
}
