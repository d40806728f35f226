import { Checkbox, Select, Switch, TextInput } from '@mantine/core'
import { IconInbox, IconPhone } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../languages/use-formats.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Clock } from './clock.tsx'
import { DataTable } from './data-table.tsx'
import styles from './design-page.module.css'
import { EmptyState } from './empty-state.tsx'
import { KeyHint } from './key-hint.tsx'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'
import { StatusDot, Tag, type Tone } from './status-dot.tsx'
import { light, variableName } from './tokens.ts'
import { useNowMs } from './use-now.ts'

const tones: readonly Tone[] = ['neutral', 'accent', 'positive', 'caution', 'danger', 'pause']
const sizes = ['small', 'body', 'lead', 'title', 'figure'] as const

/** The tokens and primitives, in the language and the colors of whoever looks. */
export function DesignPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('frame.section.design')}>
      <p className={styles.intro}>{t('design.intro')}</p>
      <div className={styles.grid}>
        <Buttons />
        <States />
        <Fields />
        <Notices />
        <Numbers />
        <Type />
        <Table />
        <Card title={t('design.empty')}>
          <EmptyState icon={<IconInbox size={22} />} title={t('design.empty')}>
            {t('design.emptyText')}
          </EmptyState>
        </Card>
      </div>
      <Colors />
    </Page>
  )
}

function Buttons() {
  const { t } = useTranslation()
  const [isOn, setOn] = useState(true)
  return (
    <Card title={t('design.buttons')}>
      <div className={styles.flow}>
        {(['primary', 'positive', 'danger', 'plain', 'quiet'] as const).map((kind) => (
          <Button key={kind} kind={kind} icon={<IconPhone size={16} />}>
            {t(`design.kind.${kind}`)}
          </Button>
        ))}
        <Button kind="primary" isBusy>
          {t('design.kind.busy')}
        </Button>
        <Button disabled>{t('design.kind.disabled')}</Button>
        <Button aria-pressed={isOn} onClick={() => setOn(!isOn)}>
          {t('design.kind.pressed')}
        </Button>
      </div>
    </Card>
  )
}

function States() {
  const { t } = useTranslation()
  return (
    <Card title={t('design.states')}>
      <div className={styles.flow}>
        {tones.map((tone) => (
          <span key={tone} className={styles.state}>
            <StatusDot tone={tone} /> <Tag tone={tone}>{t(`design.tone.${tone}`)}</Tag>
          </span>
        ))}
      </div>
    </Card>
  )
}

function Fields() {
  const { t } = useTranslation()
  return (
    <Card title={t('design.fields')}>
      <div className={styles.stack}>
        <TextInput label={t('design.fieldLabel')} description={t('design.fieldHint')} />
        <TextInput label={t('design.fieldLabel')} error={t('design.fieldProblem')} />
        <Select label={t('design.choice')} data={[t('design.choiceOne'), t('design.choiceOther')]} />
        <Checkbox label={t('design.check')} defaultChecked />
        <Switch label={t('design.switch')} defaultChecked />
      </div>
    </Card>
  )
}

function Notices() {
  const { t } = useTranslation()
  return (
    <Card title={t('design.notices')}>
      <div className={styles.stack}>
        {(['accent', 'caution', 'danger'] as const).map((tone) => (
          <Notice key={tone} tone={tone} role="status" title={t(`design.tone.${tone}`)}>
            {t('design.noticeText')}
          </Notice>
        ))}
      </div>
    </Card>
  )
}

function Numbers() {
  const { t } = useTranslation()
  const { dateTime, number } = useFormats()
  const nowMs = useNowMs()
  const startMs = useMemo(() => Date.now() - 42_000, [])
  return (
    <Card title={t('design.numbers')}>
      <dl className={styles.numbers}>
        <dt>{t('design.clockUp')}</dt>
        <dd>
          <Clock sinceMs={startMs} size="figure" />
        </dd>
        <dt>{t('design.clockDown')}</dt>
        <dd>
          <Clock untilMs={startMs + 120_000} />
        </dd>
        <dt>{t('design.today')}</dt>
        <dd>{dateTime(nowMs)}</dd>
        <dt>{t('design.bigNumber')}</dt>
        <dd>{number(1_234_567)}</dd>
        <dt>{t('design.keys')}</dt>
        <dd>
          <KeyHint keys="A" /> <KeyHint keys="Shift+E" />
        </dd>
      </dl>
    </Card>
  )
}

function Type() {
  const { t } = useTranslation()
  return (
    <Card title={t('design.type')}>
      <div className={styles.stack}>
        {sizes.map((size) => (
          <p key={size} style={{ fontSize: `var(--p-size-${size})`, lineHeight: 1.3 }}>
            {t('design.typeSample')}
          </p>
        ))}
      </div>
    </Card>
  )
}

function Table() {
  const { t } = useTranslation()
  const { clock } = useFormats()
  return (
    <Card title={t('design.table')} isFlush>
      <DataTable
        caption={t('design.table')}
        columns={[
          {
            key: 'name',
            title: t('history.column.caller'),
            isWide: true,
            cell: (tone: Tone) => t(`design.tone.${tone}`),
          },
          {
            key: 'tag',
            title: t('history.column.outcome'),
            cell: (tone) => <Tag tone={tone}>{t(`design.tone.${tone}`)}</Tag>,
          },
          {
            key: 'talk',
            title: t('history.column.talk'),
            isEnd: true,
            cell: (tone) => clock(tones.indexOf(tone) * 73_000),
          },
        ]}
        rows={tones}
        keyOf={(tone) => tone}
      />
    </Card>
  )
}

function Colors() {
  const { t } = useTranslation()
  return (
    <Card title={t('design.colors')}>
      <ul className={styles.colors}>
        {Object.keys(light)
          .filter((name) => name !== 'shadow')
          .map((name) => (
            <li key={name} className={styles.color}>
              <span className={styles.swatch} style={{ background: `var(${variableName(name)})` }} />
              <code dir="ltr">{variableName(name)}</code>
            </li>
          ))}
      </ul>
    </Card>
  )
}
