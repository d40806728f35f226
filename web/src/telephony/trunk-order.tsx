import { Select } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../design/button.tsx'
import { moved } from './order.ts'
import { useTrunks } from './queries.ts'
import form from './telephony.module.css'
import styles from './trunk-order.module.css'

interface TrunkOrderProps {
  readonly trunkIds: readonly string[]
  readonly problem: string | undefined
  readonly isReadOnly: boolean
  set(trunkIds: readonly string[]): void
}

/** Which trunks, in which order: dragged by their grip, or moved by the arrows, which say where the trunk went. */
export function TrunkOrder({ trunkIds, problem, isReadOnly, set }: TrunkOrderProps) {
  const { t } = useTranslation()
  const trunks = useTrunks().data?.items ?? []
  const [dragged, setDragged] = useState<number | undefined>()
  const [said, setSaid] = useState('')
  const nameOf = (id: string) => trunks.find(({ trunkId }) => trunkId === id)?.name ?? t('telephony.removed')
  const left = trunks.filter(({ trunkId }) => !trunkIds.includes(trunkId))
  const move = (from: number, to: number) => {
    set(moved(trunkIds, from, to))
    setSaid(t('telephony.outbound.moved', { name: nameOf(trunkIds[from] ?? ''), count: to + 1 }))
  }
  return (
    <fieldset className={form.group} disabled={isReadOnly}>
      <legend>{t('telephony.outbound.trunks')}</legend>
      <p className={form.hint}>
        {t(trunks.length === 0 ? 'telephony.outbound.noTrunks' : 'telephony.outbound.trunksHint')}
      </p>
      <ol className={styles.list}>
        {trunkIds.map((id, index) => (
          <li
            key={id}
            className={styles.item}
            data-dragged={dragged === index || undefined}
            draggable={!isReadOnly}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              setDragged(index)
            }}
            onDragEnter={() => {
              if (dragged === undefined || dragged === index) return
              set(moved(trunkIds, dragged, index))
              setDragged(index)
            }}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => event.preventDefault()}
            onDragEnd={() => setDragged(undefined)}
          >
            <IconGripVertical size={16} aria-hidden="true" className={styles.grip} />
            <bdi className={styles.name}>{nameOf(id)}</bdi>
            <IconButton
              label={t('telephony.outbound.up', { name: nameOf(id) })}
              icon={<IconArrowUp size={16} />}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            />
            <IconButton
              label={t('telephony.outbound.down', { name: nameOf(id) })}
              icon={<IconArrowDown size={16} />}
              disabled={index === trunkIds.length - 1}
              onClick={() => move(index, index + 1)}
            />
            <IconButton
              label={t('telephony.outbound.takeOut', { name: nameOf(id) })}
              icon={<IconX size={16} />}
              onClick={() => set(trunkIds.filter((other) => other !== id))}
            />
          </li>
        ))}
      </ol>
      <span role="status" className="p-hidden">
        {said}
      </span>
      {left.length > 0 && trunkIds.length < 16 && (
        <Select
          // A new one after each choice: it holds none.
          key={trunkIds.length}
          aria-label={t('telephony.outbound.addTrunk')}
          placeholder={t('telephony.outbound.addTrunk')}
          data={left.map(({ trunkId, name }) => ({ value: trunkId as string, label: name }))}
          value={null}
          onChange={(id) => id !== null && set([...trunkIds, id])}
        />
      )}
      {problem && <p className={form.problem}>{problem}</p>}
    </fieldset>
  )
}
