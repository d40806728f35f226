import { Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowProblem } from '#domain/flows/index.ts'
import type { DrawnBlock } from '#protocol/http/flow-definition.ts'
import type { FlowDraft } from '#protocol/http/flows.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Notice } from '../design/notice.tsx'
import { Tag, type Tone } from '../design/status-dot.tsx'
import { call } from '../sign-in/api.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { ProblemList } from './block-panel.tsx'
import { differenceOf } from './drawing.ts'
import styles from './studio.module.css'
import { useBlockWords } from './use-block-words.ts'
import type { DraftState } from './use-draft.ts'

interface ReviewDialogProps {
  readonly draft: FlowDraft
  readonly state: DraftState
  readonly errors: readonly FlowProblem[]
  nameOf(blockId: string): string
  show(blockId: string): void
  close(): void
}

/** What would be other for callers, and publishing it. */
export function ReviewDialog({ draft, state, errors, nameOf, show, close }: ReviewDialogProps) {
  const { t } = useTranslation()
  const words = useBlockWords()
  const [note, setNote] = useState('')
  const versionId = draft.published?.flowVersionId
  const before = useQuery({
    queryKey: ['flow-version', versionId],
    queryFn: ({ signal }) => call('flowVersion', { id: versionId ?? '', signal }),
    enabled: versionId !== undefined,
  })
  const publish = useSaving(
    async () => {
      if (!(await state.save())) return undefined
      return call('publishFlow', { id: draft.flowId, body: { note }, ifMatch: state.etag() })
    },
    {
      touches: [['flows'], ['flow', draft.flowId], ['flow-versions', draft.flowId], ['flow-references']],
      done: (version) => version && close(),
    },
  )
  if (errors.length > 0) {
    return (
      <div className={form.form}>
        <Notice tone="caution" title={t('studio.problems', { amount: errors.length })}>
          {t('studio.problemsFirst')}
        </Notice>
        <ProblemList problems={errors} nameOf={nameOf} show={show} />
      </div>
    )
  }
  if (versionId !== undefined && !before.data) {
    return before.isError ? <ErrorNotice error={before.error} /> : <p className={form.hint}>{t('common.loading')}</p>
  }
  const difference = differenceOf(before.data?.definition, state.drawing.definition)
  const lines: readonly (readonly [Tone, string, readonly DrawnBlock[]])[] = [
    ['positive', t('studio.added'), difference.added],
    ['caution', t('studio.changed'), difference.changed],
    ['danger', t('studio.removed'), difference.removed],
  ]
  const isSame = lines.every(([, , blocks]) => blocks.length === 0) && !difference.isFlowChanged
  return (
    <div className={form.form}>
      {versionId === undefined ? (
        <p className={form.hint}>{t('studio.firstVersion')}</p>
      ) : isSame ? (
        <p className={form.hint}>{t('studio.sameAsPublished')}</p>
      ) : (
        <ul className={styles.diff}>
          {lines.flatMap(([tone, word, blocks]) =>
            blocks.map((block) => (
              <li key={`${word} ${block.blockId}`}>
                <Tag tone={tone}>{word}</Tag> <bdi>{words.block(block)}</bdi>
              </li>
            )),
          )}
          {difference.isFlowChanged && (
            <li>
              <Tag tone="caution">{t('studio.changed')}</Tag> {t('studio.thisFlow')}
            </li>
          )}
        </ul>
      )}
      <Textarea
        label={t('studio.publishNote')}
        dir="auto"
        maxLength={1000}
        autosize
        minRows={2}
        value={note}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <p className={form.hint}>{t('studio.publishHint')}</p>
      {publish.error && <ErrorNotice error={publish.error} />}
      <div className={form.actions}>
        <Button kind="primary" isBusy={publish.isPending} onClick={() => publish.mutate()}>
          {t('studio.publish')}
        </Button>
        <Button onClick={close}>{t('common.cancel')}</Button>
      </div>
    </div>
  )
}
