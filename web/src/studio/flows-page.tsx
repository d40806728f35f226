import { Modal, MultiSelect, Switch } from '@mantine/core'
import {
  IconArchive,
  IconArchiveOff,
  IconCircleX,
  IconDownload,
  IconPlus,
  IconSchema,
  IconUpload,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreateFlow, FlowFile, FlowSummary } from '#protocol/http/flows.ts'
import { Button, IconButton } from '../design/button.tsx'
import type { Column } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { Tag } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { inputWrapperOrder, WordField } from '../telephony/fields.tsx'
import { ListCard } from '../telephony/list-card.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { flowLanguages } from './flow-panel.tsx'
import styles from './studio.module.css'
import { usualFlow } from './template.ts'
import { useReferences } from './use-references.ts'
import { useStudioWord } from './use-studio-word.ts'

/** Every flow, with what callers hear of it and what is still to be done. */
export function FlowsPage() {
  const { t } = useTranslation()
  const { number, dateTime } = useFormats()
  const navigate = useNavigate()
  const [isMaking, setMaking] = useState(false)
  const [archiving, setArchiving] = useState<FlowSummary>()
  const file = useRef<HTMLInputElement>(null)
  const [unreadable, setUnreadable] = useState(false)
  const flows = useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => call('flows', { signal }),
    refetchOnMount: 'always',
  })
  const open = (flowId: string) => void navigate({ to: '/studio/flows/$flowId', params: { flowId } })
  const archive = useSaving(() => call('archiveFlow', { id: archiving?.flowId ?? '' }), {
    touches: [['flows'], ['flow-references']],
    done: () => setArchiving(undefined),
  })
  const restore = useSaving((_key, flowId: string) => call('restoreFlow', { id: flowId }), {
    touches: [['flows'], ['flow-references']],
  })
  const bringIn = useSaving((idempotencyKey, body: FlowFile) => call('importFlow', { idempotencyKey, body }), {
    touches: [['flows']],
    done: ({ flowId }) => open(flowId),
  })
  const carryOut = useSaving((_key, flowId: string) => call('exportFlow', { id: flowId }), {
    touches: [],
    done: saveFile,
  })
  const items = flows.data?.items ?? []
  const make = (
    <>
      <Button icon={<IconUpload size={16} />} isBusy={bringIn.isPending} onClick={() => file.current?.click()}>
        {t('studio.import')}
      </Button>
      <Button kind="primary" icon={<IconPlus size={16} />} onClick={() => setMaking(true)}>
        {t('studio.newFlow')}
      </Button>
    </>
  )
  const columns: readonly Column<FlowSummary>[] = [
    {
      key: 'name',
      title: t('studio.flowName'),
      isWide: true,
      cell: ({ flowId, name, archivedAt }) =>
        archivedAt === undefined ? (
          <Link to="/studio/flows/$flowId" params={{ flowId }}>
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <>
            <bdi>{name}</bdi> <Tag>{t('studio.archived')}</Tag>
          </>
        ),
    },
    {
      key: 'channel',
      title: t('studio.channels'),
      isExtra: true,
      cell: ({ channels }) => channels.map((channel) => t(`studio.channel.${channel}`)).join(t('common.listComma')),
    },
    {
      key: 'published',
      title: t('studio.published'),
      cell: ({ published, hasChanges }) =>
        published === undefined ? (
          <Tag>{t('studio.notPublished')}</Tag>
        ) : (
          <>
            <Tag tone="positive">{t('studio.versionOf', { number: published.number })}</Tag>{' '}
            {hasChanges && <Tag tone="caution">{t('studio.hasChanges')}</Tag>}
          </>
        ),
    },
    {
      key: 'problems',
      title: t('studio.problemsTitle'),
      isEnd: true,
      cell: ({ problems }) =>
        problems === 0 ? (
          number(0)
        ) : (
          <Tag tone="danger">
            <IconCircleX size={14} aria-hidden="true" /> {number(problems)}
          </Tag>
        ),
    },
    {
      key: 'changed',
      title: t('studio.changedAt'),
      isExtra: true,
      isEnd: true,
      cell: ({ changedAt, changedBy }) => (
        <>
          <time dateTime={changedAt}>{dateTime(Date.parse(changedAt))}</time>
          {changedBy !== undefined && (
            <>
              {' · '}
              <bdi>{changedBy}</bdi>
            </>
          )}
        </>
      ),
    },
    {
      key: 'deeds',
      title: <span className="p-hidden">{t('studio.deeds')}</span>,
      isEnd: true,
      cell: (flow) => (
        <span className={styles.deeds}>
          <IconButton
            label={t('studio.export', { name: flow.name })}
            icon={<IconDownload size={16} />}
            onClick={() => carryOut.mutate(flow.flowId)}
          />
          {flow.archivedAt === undefined ? (
            <IconButton
              label={t('studio.archive', { name: flow.name })}
              icon={<IconArchive size={16} />}
              onClick={() => setArchiving(flow)}
            />
          ) : (
            <IconButton
              label={t('studio.restore', { name: flow.name })}
              icon={<IconArchiveOff size={16} />}
              onClick={() => restore.mutate(flow.flowId)}
            />
          )}
        </span>
      ),
    },
  ]
  const failed = bringIn.error ?? restore.error ?? carryOut.error
  return (
    <Page title={t('frame.section.flows')} actions={items.length > 0 && make}>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        onChange={async (event) => {
          const [chosen] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (!chosen) return
          try {
            setUnreadable(false)
            bringIn.mutate(JSON.parse(await chosen.text()))
          } catch {
            setUnreadable(true)
          }
        }}
      />
      {unreadable && (
        <p role="alert" className={form.problem}>
          {t('studio.unreadable')}
        </p>
      )}
      {failed && <ErrorNotice error={failed} />}
      {archiving && (
        <AskFirst
          title={t('studio.archiveAsk', { name: `\u2068${archiving.name}\u2069` })}
          deed={t('studio.archiveDeed')}
          isBusy={archive.isPending}
          error={archive.error}
          onYes={() => archive.mutate()}
          onNo={() => {
            archive.reset()
            setArchiving(undefined)
          }}
        >
          {t('studio.archiveText')}
        </AskFirst>
      )}
      <ListCard
        caption={t('frame.section.flows')}
        asked={flows}
        rows={items}
        columns={columns}
        keyOf={({ flowId }) => flowId}
        empty={
          <EmptyState
            icon={<IconSchema size={22} />}
            title={t('studio.none')}
            action={<div className={form.actions}>{make}</div>}
          >
            {t('studio.noneText')}
          </EmptyState>
        }
      />
      <Modal
        opened={isMaking}
        onClose={() => setMaking(false)}
        title={t('studio.newFlow')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {isMaking && <NewFlow made={open} close={() => setMaking(false)} />}
      </Modal>
    </Page>
  )
}

function saveFile(file: FlowFile): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${file.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.flow.json`
  link.click()
  URL.revokeObjectURL(url)
}

function NewFlow({ made, close }: { made(flowId: string): void; close(): void }) {
  const { t, i18n } = useTranslation()
  const word = useStudioWord()
  const references = useReferences()
  const own = flowLanguages.find((each) => each === i18n.language) ?? 'en'
  const [name, setName] = useState('')
  const [languages, setLanguages] = useState<readonly string[]>([own])
  const [isUsual, setUsual] = useState(true)
  const [isChecked, setChecked] = useState(false)
  const create = useSaving(
    (idempotencyKey) => {
      const queueIds = (references.data?.items ?? []).filter(({ what }) => what === 'queue').map(({ id }) => id)
      const definition = isUsual ? { definition: usualFlow(queueIds, own, (key) => t(`studio.template.${key}`)) } : {}
      const body = { name: name.trim(), channels: ['voice'], languages, ...definition } as CreateFlow
      return call('createFlow', { idempotencyKey, body })
    },
    { touches: [['flows']], done: ({ flowId }) => made(flowId) },
  )
  return (
    <form
      noValidate
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (name.trim() !== '' && languages.length > 0 && references.data) create.mutate()
      }}
    >
      <WordField
        label={t('studio.flowName')}
        value={name}
        isFirst
        problem={isChecked && name.trim() === '' ? t('studio.nameNeeded') : undefined}
        set={setName}
      />
      <MultiSelect
        label={t('studio.languages')}
        description={t('studio.languagesHint')}
        inputWrapperOrder={inputWrapperOrder}
        data={flowLanguages.map((each) => ({ value: each, label: word(`studio.language.${each}`, each) }))}
        value={[...languages]}
        error={isChecked && languages.length === 0 ? t('studio.languageNeeded') : undefined}
        onChange={setLanguages}
      />
      <Switch
        label={t('studio.template.name')}
        description={t('studio.template.text')}
        checked={isUsual}
        onChange={(event) => setUsual(event.currentTarget.checked)}
      />
      {create.error && <ErrorNotice error={create.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={create.isPending}>
          {t('studio.begin')}
        </Button>
        <Button onClick={close}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
