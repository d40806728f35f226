import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DrawnBlock, DrawnFlow } from '#protocol/http/flow-definition.ts'
import type { FlowReference } from '#protocol/http/flows.ts'
import { inputWrapperOrder } from '../telephony/fields.tsx'
import { kindsFor, purposes } from './blocks/kinds.ts'
import { gistOf } from './blocks/words-of-settings.ts'
import { exitsOf } from './drawing.ts'
import { useBlockWords } from './use-block-words.ts'

interface ExitFieldsProps {
  readonly flow: DrawnFlow
  readonly block: DrawnBlock
  readonly channels: readonly string[]
  readonly languages: readonly string[]
  readonly references: readonly FlowReference[]
  connect(exit: string, to: string | null): void
  /** A new block behind this exit. */
  add(exit: string, kind: string): void
}

/** Where each exit leads, chosen from a list: all that the canvas draws can be said here, by keyboard and on a phone. */
export function ExitFields({ flow, block, channels, languages, references, connect, add }: ExitFieldsProps) {
  const { t } = useTranslation()
  const words = useBlockWords()
  const others = flow.blocks.filter(({ blockId }) => blockId !== block.blockId)
  const named = others.map((each) => {
    const gist = each.name ? '' : gistOf(each, languages, references)
    return {
      blockId: each.blockId,
      name: gist === '' ? words.block(each) : `${words.block(each)}: ${gist.slice(0, 60)}`,
    }
  })
  /** Of several that are called the same, the second is the second. */
  const called = named.map(({ blockId, name }, at) => {
    const before = named.slice(0, at).filter((each) => each.name === name).length
    return { value: blockId, label: before === 0 ? name : `${name} (${before + 1})` }
  })
  const data = [
    ...(others.length > 0 ? [{ group: t('studio.blocks'), items: called }] : []),
    ...purposes.map((purpose) => ({
      group: t('studio.newOf', { purpose: t(`studio.purpose.${purpose}`) }),
      items: kindsFor(purpose, channels).map((kind) => ({ value: `new ${kind}`, label: words.kind(kind) })),
    })),
  ]
  return exitsOf(block).map(({ name, isOptional }) => (
    <Select
      key={name}
      label={words.exit(block, name)}
      inputWrapperOrder={inputWrapperOrder}
      data={data}
      value={block.exits[name] ?? null}
      placeholder={t(isOptional ? 'studio.leadsNowhereMay' : 'studio.leadsNowhere')}
      searchable
      clearable
      error={!isOptional && block.exits[name] === undefined}
      onChange={(chosen) => {
        if (chosen?.startsWith('new ')) add(name, chosen.slice(4))
        else connect(name, chosen)
      }}
    />
  ))
}
