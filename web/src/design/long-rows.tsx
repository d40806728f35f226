import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

interface LongRowsProps {
  readonly count: number
  readonly keyAt: (index: number) => string
  readonly columns: number
  readonly cells: (index: number) => ReactNode
}

const guessedRowPx = 40
/** Rows drawn beyond each edge: what is there before a quick wheel shows nothing yet. */
const spare = 12

/** The rows of a long table: only those in sight are there, and empty rows as high as the rest keep their place. */
export default function LongRows({ count, keyAt, columns, cells }: LongRowsProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [startsAtPx, setStartsAtPx] = useState(0)
  // What stands above the table comes and goes.
  useLayoutEffect(() => {
    const scroller = scrollerOf()
    if (!body.current || !scroller) return
    const startPx = body.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop
    if (Math.abs(startPx - startsAtPx) > 1) setStartsAtPx(startPx)
  })
  const virtual = useVirtualizer({
    count,
    getScrollElement: scrollerOf,
    estimateSize: () => guessedRowPx,
    getItemKey: keyAt,
    overscan: spare,
    scrollMargin: startsAtPx,
  })
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0], items.at(-1)]
  return (
    <tbody ref={body}>
      <Gap px={first ? first.start - startsAtPx : 0} columns={columns} />
      {items.map(({ key, index }) => (
        <tr key={key} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2}>
          {cells(index)}
        </tr>
      ))}
      <Gap px={last ? virtual.getTotalSize() + startsAtPx - last.end : 0} columns={columns} />
    </tbody>
  )
}

/** The part of the app's frame in which every page scrolls. */
const scrollerOf = () => document.getElementById('main')

function Gap({ px, columns }: { readonly px: number; readonly columns: number }) {
  if (px <= 0) return null
  return (
    <tr style={{ height: px }}>
      <td colSpan={columns} style={{ padding: 0, border: 0 }} />
    </tr>
  )
}
