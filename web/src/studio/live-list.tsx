import { useTranslation } from 'react-i18next'
import type { DrawnBlock, DrawnFlow } from '#protocol/http/flow-definition.ts'
import { type Column, DataTable } from '../design/data-table.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { inReadingOrder } from './drawing.ts'
import { noTally, type Tally } from './tallies.ts'
import { useBlockWords } from './use-block-words.ts'

/** The blocks from the start on, each with who is there and who gave up. */
export function LiveList({
  flow,
  tallies,
}: {
  readonly flow: DrawnFlow
  readonly tallies: ReadonlyMap<string, Tally>
}) {
  const { t } = useTranslation()
  const words = useBlockWords()
  const { number } = useFormats()
  const of = ({ blockId }: DrawnBlock) => tallies.get(blockId) ?? noTally
  const columns: readonly Column<DrawnBlock>[] = [
    { key: 'block', title: t('studio.live.block'), isWide: true, cell: (block) => <bdi>{words.block(block)}</bdi> },
    { key: 'now', title: t('studio.live.now'), isEnd: true, cell: (block) => number(of(block).now) },
    { key: 'came', title: t('studio.live.came'), isEnd: true, cell: (block) => number(of(block).came) },
    {
      key: 'gaveUp',
      title: t('studio.live.gaveUp'),
      isEnd: true,
      cell: (block) => {
        const { came, gaveUp } = of(block)
        const share = came === 0 ? 0 : (100 * gaveUp) / came
        return gaveUp === 0 ? number(0) : t('studio.live.share', { amount: number(gaveUp), share: number(share) })
      },
    },
  ]
  return (
    <DataTable
      caption={t('studio.blocks')}
      columns={columns}
      rows={inReadingOrder(flow)}
      keyOf={({ blockId }) => blockId}
    />
  )
}
