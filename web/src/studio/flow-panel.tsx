import { Checkbox, MultiSelect, Select, Textarea } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type FlowProblem, flowChannels } from '#domain/flows/index.ts'
import type { FlowChannel } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { Button, IconButton } from '../design/button.tsx'
import { inputWrapperOrder, WordField } from '../telephony/fields.tsx'
import { ProblemList } from './block-panel.tsx'
import { SlugField } from './slug-field.tsx'
import styles from './studio.module.css'
import type { Drawing } from './use-draft.ts'
import { useStudioWord } from './use-studio-word.ts'

export const flowLanguages = ['en', 'az', 'fa', 'tr', 'ka', 'hu', 'ru'] as const

interface FlowPanelProps {
  readonly drawing: Drawing
  readonly references: readonly FlowReference[]
  readonly problems: readonly FlowProblem[]
  nameOf(blockId: string): string
  show(blockId: string): void
  change(to: (now: Drawing) => Drawing, about?: string): void
}

/** What is set at the flow as a whole, and all that is to be done before it can be published. */
export function FlowPanel({ drawing, references, problems, nameOf, show, change }: FlowPanelProps) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const { definition } = drawing
  const queues = references.filter(({ what }) => what === 'queue').map((each) => ({ value: each.id, label: each.name }))
  return (
    <section className={styles.panelBody} aria-label={t('studio.thisFlow')}>
      <h2>{t('studio.thisFlow')}</h2>
      {problems.length === 0 ? (
        <p className={styles.hint}>{t('studio.noProblems')}</p>
      ) : (
        <ProblemList problems={problems} nameOf={nameOf} show={show} />
      )}
      <WordField
        label={t('studio.flowName')}
        value={drawing.name}
        set={(name) => name.trim() !== '' && change((now) => ({ ...now, name }), 'name')}
      />
      <MultiSelect
        label={t('studio.languages')}
        description={t('studio.languagesHint')}
        inputWrapperOrder={inputWrapperOrder}
        data={flowLanguages.map((each) => ({ value: each, label: word(`studio.language.${each}`, each) }))}
        value={[...drawing.languages]}
        onChange={(languages) =>
          languages.length > 0 && change((now) => ({ ...now, languages: languages as Drawing['languages'] }))
        }
      />
      <MultiSelect
        label={t('studio.channels')}
        data={flowChannels.map((each) => ({ value: each, label: t(`studio.channel.${each}`) }))}
        value={[...drawing.channels]}
        onChange={(channels) =>
          channels.length > 0 && change((now) => ({ ...now, channels: channels as FlowChannel[] }))
        }
      />
      {drawing.channels.includes('self-service') && (
        <SlugField slug={drawing.slug ?? ''} set={(slug) => change((now) => ({ ...now, slug }), 'slug')} />
      )}
      <Select
        label={t('studio.fallback')}
        description={t('studio.fallbackHint')}
        inputWrapperOrder={inputWrapperOrder}
        data={queues}
        value={definition.fallbackQueueId ?? null}
        placeholder={t('studio.fallbackNone')}
        clearable
        onChange={(queueId) =>
          change((now) => {
            const { fallbackQueueId: _, ...others } = now.definition
            return { ...now, definition: queueId === null ? others : { ...others, fallbackQueueId: queueId as never } }
          })
        }
      />
      {definition.variables.length > 0 && (
        <fieldset className={styles.list}>
          <legend>{t('studio.variables')}</legend>
          {definition.variables.map(({ name, label, isSecret }) => (
            <div key={name} className={styles.item}>
              <div className={styles.itemFields}>
                <WordField
                  label={t('studio.variableLabel')}
                  value={label}
                  maxLength={100}
                  set={(text) =>
                    change(
                      (now) => ({
                        ...now,
                        definition: {
                          ...now.definition,
                          variables: now.definition.variables.map((each) =>
                            each.name === name ? { ...each, label: text } : each,
                          ),
                        },
                      }),
                      `variable ${name}`,
                    )
                  }
                />
                <Checkbox
                  label={t('studio.secret')}
                  checked={isSecret === true}
                  onChange={(event) => {
                    const isNow = event.currentTarget.checked
                    change((now) => ({
                      ...now,
                      definition: {
                        ...now.definition,
                        variables: now.definition.variables.map((each) =>
                          each.name === name
                            ? { name, label: each.label, ...(isNow && { isSecret: true as const }) }
                            : each,
                        ),
                      },
                    }))
                  }}
                />
              </div>
              <IconButton
                label={t('studio.removeItem')}
                icon={<IconTrash size={16} />}
                onClick={() =>
                  change((now) => ({
                    ...now,
                    definition: {
                      ...now.definition,
                      variables: now.definition.variables.filter((each) => each.name !== name),
                    },
                  }))
                }
              />
            </div>
          ))}
        </fieldset>
      )}
    </section>
  )
}

/** What is written beside the blocks for who draws after. */
export function NotePanel({ text, set, remove }: { readonly text: string; set(text: string): void; remove(): void }) {
  const { t } = useTranslation()
  return (
    <section className={styles.panelBody} aria-label={t('studio.note')}>
      <Textarea
        label={t('studio.note')}
        dir="auto"
        autosize
        minRows={3}
        maxLength={2000}
        value={text}
        data-autofocus
        onChange={(event) => set(event.currentTarget.value)}
      />
      <div className={styles.actions}>
        <Button size="small" kind="quiet" icon={<IconTrash size={16} />} onClick={remove}>
          {t('studio.removeNote')}
        </Button>
      </div>
    </section>
  )
}
