import { Select, Switch } from '@mantine/core'
import { IconCheck, IconCircleX, IconTrash } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Deed,
  draftSource,
  type Expectation,
  type FlowDefinition,
  type FlowTestCase,
  goOn,
  type Leaving,
  leftTo,
  runTest,
  type Said,
  type Situation,
  type Walk,
  walkOf,
} from '#domain/flows/index.ts'
import type { FlowTest } from '#protocol/http/flow-tests.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import type { ShownPage } from '#protocol/http/scripts.ts'
import { Button, IconButton } from '../design/button.tsx'
import { speakOf } from '../languages/words.ts'
import { CodeField, NumberField, WordField } from '../telephony/fields.tsx'
import { GivenAnswer } from './given-answer.tsx'
import styles from './studio.module.css'
import { useBlockWords } from './use-block-words.ts'
import type { Drawing } from './use-draft.ts'
import { useStudioWord } from './use-studio-word.ts'

const PageForm = lazy(async () => {
  const [{ PageForm: form }] = await Promise.all([import('../script/page-form.tsx'), speakOf('script')])
  return { default: form }
})

/** What a tried call went through: exits as `block exit`, and where it is. */
export interface Lit {
  readonly exits: ReadonlySet<string>
  readonly at: string | undefined
}

interface TryPanelProps {
  readonly flowId: string
  readonly drawing: Drawing
  readonly references: readonly FlowReference[]
  nameOf(blockId: string): string
  light(lit: Lit | undefined): void
  change(to: (now: Drawing) => Drawing): void
}

const padKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']
/** Other flows are not known here: a call into one fails, as it would were it not published. */
const noOthers = () => undefined

interface Wishes {
  readonly language: string
  readonly number: string
  readonly isKnown: boolean
  readonly hours: 'open' | 'closed' | 'holiday'
  readonly waiting: string
}

/** A call that nobody makes: what would be said, which way it takes, and where it ends. It can be kept as a test. */
export function TryPanel({ flowId, drawing, references, nameOf, light, change }: TryPanelProps) {
  const { t } = useTranslation()
  const word = useStudioWord()
  const words = useBlockWords()
  const { definition, languages, channels, tests } = drawing
  const [wishes, setWishes] = useState<Wishes>({
    ...{ language: languages[0] ?? 'en', number: '+994501234567', isKnown: false, hours: 'open', waiting: '0' },
  })
  const [begun, setBegun] = useState<Situation>()
  const [deeds, setDeeds] = useState<readonly Deed[]>([])
  const [testName, setTestName] = useState('')
  const source = useMemo(
    () => draftSource(flowId as never, definition as unknown as FlowDefinition),
    [flowId, definition],
  )
  const walk = useMemo(() => {
    if (!begun || definition.blocks.length === 0) return undefined
    return deeds.reduce<Walk>((so, deed) => goOn(so, deed), walkOf(begun, source, noOthers))
  }, [begun, deeds, source, definition])
  useEffect(() => {
    if (!walk) return light(undefined)
    const exits = walk.happened.flatMap((one) => (one.kind === 'passed' ? [`${one.blockId} ${one.exit}`] : []))
    const said = walk.happened.findLast((one) => one.kind === 'said' || one.kind === 'passed')
    light({
      exits: new Set(exits),
      at: walk.run?.blockId ?? (said && 'blockId' in said ? lastOf(walk, definition) : undefined),
    })
  }, [walk, light, definition])
  useEffect(() => () => light(undefined), [light])

  const situation = (): Situation => {
    const waiting = Number(wishes.waiting) || 0
    const ids = (what: string) => references.filter((each) => each.what === what).map(({ id }) => id)
    return {
      ...{ channel: channels[0] ?? 'voice', language: wishes.language, dialedNumber: '100', isKnown: wishes.isKnown },
      ...(wishes.number.trim() !== '' && { number: wishes.number.trim() }),
      at: new Date().toISOString(),
      hours:
        wishes.hours === 'open' ? [] : ids('hours').map((id) => ({ businessHoursId: id as never, are: wishes.hours })),
      queues:
        waiting === 0 ? [] : ids('queue').map((id) => ({ queueId: id as never, waiting, agents: 1, isClosed: false })),
    }
  }
  const begin = () => {
    setBegun(situation())
    setDeeds([])
  }
  const does = (deed: Deed) => setDeeds((before) => [...before, deed])
  const textOf = (items: readonly Said[], language: string): string =>
    items
      .map((item) => {
        if (item.kind === 'text') return item.words[language] ?? Object.values(item.words)[0] ?? ''
        if (item.kind === 'prompt') return `♪ ${references.find(({ id }) => id === item.promptId)?.name ?? ''}`
        return String(walk?.run?.variables[item.variable] ?? `{${item.variable}}`)
      })
      .join(' ')
  const whereTo = (to: Leaving): string => {
    const queue = 'queueId' in to ? (references.find(({ id }) => id === to.queueId)?.name ?? '') : ''
    if (to.kind === 'end') {
      const finished = begun?.channel === 'script' || begun?.channel === 'self-service' ? 'over' : 'end'
      return t(to.reason === 'failed' ? 'studio.leaving.failed' : `studio.leaving.${finished}`)
    }
    return t(`studio.leaving.${to.kind}`, {
      queue: `\u2068${queue}\u2069`,
      number: to.kind === 'number' ? to.number : '',
    })
  }
  const left = walk && leftTo(walk)
  const shown = walk?.run && walk.happened.findLast(({ kind }) => kind === 'showed' || kind === 'said')
  const page = shown?.kind === 'showed' ? shown : undefined
  /** What was filled in, or, where nothing was, by which way. */
  const answered = (values: Readonly<Record<string, string | number | boolean>>, { happened }: Walk, at: number) => {
    const next = happened[at + 1]
    const block = next?.kind === 'passed' && definition.blocks.find(({ blockId }) => blockId === next.blockId)
    const way = block && next?.kind === 'passed' && next.exit !== 'next' ? [words.exit(block, next.exit)] : []
    const told = Object.values(values).filter((value) => value !== '')
    return [...told.map(String), ...way].join(' · ') || t('studio.exit.next')
  }
  const isPaged = channels.every((channel) => channel === 'script' || channel === 'self-service')
  const keep = () => {
    if (!begun || !walk || !left) return
    const passed = walk.happened.findLast((one) => one.kind === 'passed')
    const expects: Expectation[] = [
      left.kind === 'queue'
        ? { kind: 'queue', queueId: left.queueId }
        : { kind: left.kind === 'end' && left.reason === 'failed' ? 'failed' : left.kind },
      ...(passed?.kind === 'passed' ? [{ kind: 'passes' as const, blockId: passed.blockId }] : []),
    ]
    const taken = new Set(tests.map(({ testId }) => testId))
    let count = 1
    while (taken.has(`test-${count}`)) count++
    const kept = { testId: `test-${count}`, name: testName.trim() || whereTo(left), situation: begun, deeds, expects }
    change((now) => ({ ...now, tests: [...now.tests, kept as unknown as FlowTest] }))
    setTestName('')
  }

  return (
    <section className={styles.panelBody} aria-label={t('studio.try')}>
      <h2>{t('studio.try')}</h2>
      {!begun || !walk ? (
        <>
          <p className={styles.hint}>{t('studio.tryHint')}</p>
          <Select
            label={t('studio.setting.language')}
            data={languages.map((each) => ({ value: each, label: word(`studio.language.${each}`, each) }))}
            value={wishes.language}
            onChange={(language) => language !== null && setWishes({ ...wishes, language })}
          />
          <CodeField
            label={t('studio.callersNumber')}
            value={wishes.number}
            maxLength={32}
            set={(number) => setWishes({ ...wishes, number })}
          />
          <Switch
            label={t('studio.isKnown')}
            checked={wishes.isKnown}
            onChange={(event) => setWishes({ ...wishes, isKnown: event.currentTarget.checked })}
          />
          <Select
            label={t('studio.hoursAre')}
            data={(['open', 'closed', 'holiday'] as const).map((each) => ({
              value: each,
              label: t(`studio.exit.${each}`),
            }))}
            value={wishes.hours}
            onChange={(hours) => hours !== null && setWishes({ ...wishes, hours: hours as Wishes['hours'] })}
          />
          <NumberField
            label={t('studio.waitingNow')}
            value={wishes.waiting}
            set={(waiting) => setWishes({ ...wishes, waiting })}
          />
          <div className={styles.actions}>
            <Button kind="positive" disabled={definition.blocks.length === 0} onClick={begin}>
              {t(isPaged ? 'studio.begin' : 'studio.callNow')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <ol className={styles.said} aria-live="polite">
            {walk.happened.map((one, index) => {
              const key = index
              if (one.kind === 'said') {
                return (
                  <li key={key} dir="auto" lang={one.language}>
                    {textOf(one.items, one.language)}
                  </li>
                )
              }
              if (one.kind === 'showed') {
                return (
                  <li key={key} dir="auto" lang={one.language}>
                    {[one.page.title, one.page.text].filter(Boolean).join(' · ') || t('studio.kind.page')}
                  </li>
                )
              }
              if (one.kind === 'did') {
                return (
                  <li key={key} data-who="caller">
                    {one.deed.kind === 'page'
                      ? answered(one.deed.values, walk, index)
                      : one.deed.kind === 'keys'
                        ? t('studio.pressed', { keys: one.deed.keys })
                        : t(one.deed.kind === 'silence' ? 'studio.silent' : 'studio.answered')}
                  </li>
                )
              }
              if (one.kind === 'left') {
                const isFailed = one.to.kind === 'end' && one.to.reason === 'failed'
                return (
                  <li key={key} data-who={isFailed ? 'failed' : 'end'}>
                    {whereTo(one.to)}
                  </li>
                )
              }
              return null
            })}
          </ol>
          {walk.run && (
            <>
              <p className={styles.hint}>
                {t('studio.waitsAt')} <bdi>{nameOf(walk.run.blockId)}</bdi>
              </p>
              {page ? (
                <Suspense fallback={<p role="status">{t('common.loading')}</p>}>
                  <PageForm
                    key={walk.run.rests}
                    page={page.page as ShownPage}
                    language={page.language}
                    answer={(exit, values) => does({ kind: 'page', exit, values })}
                  />
                </Suspense>
              ) : walk.isAsking ? (
                <GivenAnswer
                  key={deeds.length}
                  taken={takenAt(walk.run.blockId, definition, t('studio.setting.number'))}
                  answer={(values) => does({ kind: 'answer', values })}
                  fail={() => does({ kind: 'no-answer' })}
                />
              ) : (
                <>
                  <fieldset className={styles.union}>
                    <legend className="p-hidden">{t('studio.keypad')}</legend>
                    <div className={styles.pad} dir="ltr">
                      {padKeys.map((key) => (
                        <button key={key} type="button" onClick={() => does({ kind: 'keys', keys: key })}>
                          {key}
                        </button>
                      ))}
                    </div>
                  </fieldset>
                  <div className={styles.actions}>
                    <Button size="small" onClick={() => does({ kind: 'silence' })}>
                      {t('studio.saysNothing')}
                    </Button>
                  </div>
                </>
              )}
            </>
          )}
          <div className={styles.actions}>
            <Button size="small" onClick={begin}>
              {t('studio.again')}
            </Button>
            <Button size="small" kind="quiet" onClick={() => setBegun(undefined)}>
              {t('studio.otherCaller')}
            </Button>
          </div>
          {left && (
            <div className={styles.newVariable}>
              <WordField label={t('studio.testName')} value={testName} maxLength={120} set={setTestName} />
              <Button size="small" onClick={keep}>
                {t('studio.keepAsTest')}
              </Button>
            </div>
          )}
        </>
      )}
      {tests.length > 0 && (
        <fieldset className={styles.list}>
          <legend>{t('studio.tests')}</legend>
          {tests.map((test) => {
            const { failed } = runTest(test as unknown as FlowTestCase, source, noOthers)
            return (
              <div key={test.testId} className={styles.item}>
                <div className={styles.itemFields}>
                  <span>
                    <bdi>{test.name}</bdi>
                  </span>
                  {failed ? (
                    <span className={styles.problem}>
                      <IconCircleX size={14} aria-hidden="true" /> {t('studio.testFails')}
                    </span>
                  ) : (
                    <span className={styles.hint}>
                      <IconCheck size={14} aria-hidden="true" /> {t('studio.testHolds')}
                    </span>
                  )}
                </div>
                <Button
                  size="small"
                  kind="quiet"
                  onClick={() => {
                    setBegun(test.situation as unknown as Situation)
                    setDeeds(test.deeds as readonly Deed[])
                  }}
                >
                  {t('studio.showTest')}
                </Button>
                <IconButton
                  label={t('studio.removeItem')}
                  icon={<IconTrash size={16} />}
                  onClick={() =>
                    change((now) => ({ ...now, tests: now.tests.filter(({ testId }) => testId !== test.testId) }))
                  }
                />
              </div>
            )
          })}
        </fieldset>
      )}
    </section>
  )
}

/** What the block that asks keeps of an answer, as it is called in the flow. */
function takenAt(blockId: string, { blocks, variables }: Drawing['definition'], numberOfCase: string) {
  const { kind, settings } = blocks.find((block) => block.blockId === blockId) ?? {}
  if (kind === 'look-up-case') return [{ name: 'number', label: numberOfCase }]
  const { take } = (settings ?? {}) as { readonly take?: unknown }
  const names = Array.isArray(take) ? take.map((one: { readonly variable?: string }) => one.variable ?? '') : []
  return [...new Set(names)]
    .filter((name) => name !== '')
    .map((name) => ({ name, label: variables.find((variable) => variable.name === name)?.label || name }))
}

/** The block that it left from: behind the last exit that it went through, or the first. */
function lastOf({ happened }: Walk, definition: Drawing['definition']): string | undefined {
  const last = happened.findLast((one) => one.kind === 'passed')
  if (last?.kind !== 'passed') return definition.start
  return definition.blocks.find(({ blockId }) => blockId === last.blockId)?.exits[last.exit]
}
