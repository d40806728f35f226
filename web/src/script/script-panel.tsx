import { Select } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowId, InteractionId } from '#kernel/ids.ts'
import type { ScriptState } from '#protocol/http/scripts.ts'
import { Button } from '../design/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import type { TabProps } from '../workspace/tab-kind.ts'
import { useDeskStores } from '../workspace/use-desk-stores.ts'
import { forgetDraft, forgetOtherDrafts, keepDraft, readDraft, type Values } from './page-draft.ts'
import styles from './page-form.module.css'
import { PageForm } from './page-form.tsx'

type Step =
  | { readonly kind: 'start'; readonly flowId: FlowId }
  | { readonly kind: 'answer'; readonly rest: number; readonly exit: string; readonly values: Values }
  | { readonly kind: 'back'; readonly rest: number; readonly values: Values }

/** The script of an interaction in hand: the queue's begins by itself, any other is chosen. */
export default function ScriptPanel({ subject }: TabProps) {
  const { t } = useTranslation()
  const id = subject as InteractionId
  const client = useQueryClient()
  const { desk } = useDeskStores()
  const queryKey = ['script', id]
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => call('script', { id, signal }),
    refetchOnMount: 'always',
  })
  const hasGoneOn = useRef(false)
  const step = useMutation({
    mutationFn: (wanted: Step): Promise<ScriptState> => {
      const { kind, ...body } = wanted
      if (kind === 'start') return call('startScript', { id, body: body as { flowId: FlowId } })
      if (kind === 'back') return call('goBackInScript', { id, body: body as { rest: number; values: Values } })
      return call('answerScript', { id, body: body as { rest: number; exit: string; values: Values } })
    },
    onSuccess: (state) => {
      hasGoneOn.current = true
      forgetDraft(id)
      client.setQueryData(queryKey, state)
      void client.invalidateQueries({ queryKey: ['interaction', id] })
    },
  })
  useEffect(() => forgetOtherDrafts([id, ...Object.keys(desk.get().sets)]), [id, desk])
  const state = query.data
  const queued = state && !state.run ? state.queueScriptId : undefined
  const { mutate, isIdle } = step
  useEffect(() => {
    if (queued !== undefined && isIdle) mutate({ kind: 'start', flowId: queued })
  }, [queued, isIdle, mutate])
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />
  if (!state) return <p role="status">{t('common.loading')}</p>
  const { run, scripts } = state
  if (scripts.length === 0 && !run) {
    return (
      <EmptyState icon={<IconListDetails size={22} />} title={t('script.none')}>
        {t('script.noneText')}
      </EmptyState>
    )
  }
  return (
    <div className={styles.script}>
      {step.isError && <ErrorNotice error={step.error} />}
      {run?.page && (
        <PageForm
          key={run.rest}
          page={run.page}
          language={run.language}
          begun={readDraft(id, run.rest)}
          isBusy={step.isPending}
          takesFocus={hasGoneOn.current}
          typed={(values) => keepDraft(id, run.rest, values)}
          answer={(exit, values) => step.mutate({ kind: 'answer', rest: run.rest, exit, values })}
          back={run.canGoBack ? (values) => step.mutate({ kind: 'back', rest: run.rest, values }) : undefined}
        />
      )}
      {run?.ended && (
        <div className={styles.ways}>
          <p role="status">{t(run.ended === 'finished' ? 'script.finished' : 'script.failed')}</p>
          {run.canGoBack && (
            <Button kind="quiet" onClick={() => step.mutate({ kind: 'back', rest: run.rest, values: {} })}>
              {t('script.back')}
            </Button>
          )}
        </div>
      )}
      <Select
        label={t(run ? 'script.other' : 'script.choose')}
        data={scripts.map(({ flowId, name }) => ({ value: flowId, label: name }))}
        value={run?.flowId ?? null}
        placeholder={t('script.choose')}
        className={styles.short ?? ''}
        onChange={(flowId) => flowId !== null && step.mutate({ kind: 'start', flowId: flowId as FlowId })}
      />
    </div>
  )
}
