import { IconAlertTriangle, IconCircleX, IconCopy, IconFlag, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { blockTypes, type FlowProblem } from '#domain/flows/index.ts'
import type { DrawnBlock, DrawnFlow, DrawnJson } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { Button } from '../design/button.tsx'
import { WordField } from '../telephony/fields.tsx'
import { SettingsForm } from './blocks/settings-form.tsx'
import type { SettingsSchema } from './blocks/settings-schema.ts'
import { ExitFields } from './exit-field.tsx'
import styles from './studio.module.css'
import { UnderstoodHint } from './understood-hint.tsx'
import { useBlockWords } from './use-block-words.ts'

interface BlockPanelProps {
  readonly flow: DrawnFlow
  readonly block: DrawnBlock
  readonly channels: readonly string[]
  readonly languages: readonly string[]
  readonly references: readonly FlowReference[]
  readonly problems: readonly FlowProblem[]
  readonly isWithoutExits?: boolean
  rename(name: string): void
  setSettings(settings: DrawnJson, about: string): void
  declare(label: string): string | undefined
  connect(exit: string, to: string | null): void
  add(exit: string, kind: string): void
  makeStart(): void
  duplicate(): void
  remove(): void
}

/** All that is set at one block. */
export function BlockPanel(props: BlockPanelProps) {
  const { flow, block, channels, languages, references, problems, isWithoutExits, connect, add } = props
  const { t } = useTranslation()
  const words = useBlockWords()
  const type = blockTypes.get(block.kind)
  const own = problems.filter(({ blockId }) => blockId === block.blockId)
  const key = (path: readonly (string | number)[] = []) => path.join('/')
  return (
    <section className={styles.panelBody} aria-label={words.block(block)}>
      <div className={styles.panelHead}>
        <h2>{words.kind(block.kind)}</h2>
      </div>
      <ProblemList problems={own} />
      <WordField label={t('studio.blockName')} value={block.name ?? ''} maxLength={100} set={props.rename} />
      {type && (
        <SettingsForm
          schema={type.settings as SettingsSchema}
          value={block.settings}
          context={{
            ...{ flow, languages, references, declare: props.declare },
            problemAt: (path) => {
              const problem = own.find((each) => each.severity === 'error' && key(each.path) === key(path))
              return problem && words.problem(problem)
            },
          }}
          set={(settings) => props.setSettings(settings ?? {}, `${block.blockId} settings`)}
        />
      )}
      {(block.kind === 'menu' || block.kind === 'ask-yes-no') && channels.includes('voice') && (
        <UnderstoodHint languages={languages} />
      )}
      {!isWithoutExits && (
        <div className={styles.list}>
          <ExitFields
            flow={flow}
            block={block}
            channels={channels}
            languages={languages}
            references={references}
            connect={connect}
            add={add}
          />
        </div>
      )}
      <div className={styles.actions}>
        {flow.start !== block.blockId && (
          <Button size="small" icon={<IconFlag size={16} />} onClick={props.makeStart}>
            {t('studio.makeStart')}
          </Button>
        )}
        <Button size="small" icon={<IconCopy size={16} />} onClick={props.duplicate}>
          {t('studio.duplicate')}
        </Button>
        <Button size="small" kind="quiet" icon={<IconTrash size={16} />} onClick={props.remove}>
          {t('studio.removeBlock')}
        </Button>
      </div>
    </section>
  )
}

/** Each with the sentence of what to do; with `show` it leads to its block. */
export function ProblemList({
  problems,
  nameOf,
  show,
}: {
  readonly problems: readonly FlowProblem[]
  readonly nameOf?: (blockId: string) => string
  show?(blockId: string): void
}) {
  const words = useBlockWords()
  if (problems.length === 0) return null
  return (
    <ul className={styles.problems}>
      {problems.map((problem) => {
        const { code, severity, blockId, path = [], exit = '' } = problem
        const Icon = severity === 'error' ? IconCircleX : IconAlertTriangle
        return (
          <li
            key={`${blockId} ${code} ${path.join('/')} ${exit} ${JSON.stringify(problem.values)}`}
            data-severity={severity}
          >
            <Icon size={14} aria-hidden="true" />
            <span>
              {blockId !== null && show && nameOf && (
                <>
                  <button type="button" onClick={() => show(blockId)}>
                    <bdi>{nameOf(blockId)}</bdi>
                  </button>
                  {': '}
                </>
              )}
              {words.problem(problem)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
