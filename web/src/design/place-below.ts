const marginPx = 8
const gapPx = 4

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Where a panel goes: below `opener`, above it when there is more room, and never out of the window. */
export function placeOf(
  opener: Box,
  panel: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
  edge: 'left' | 'right',
): { readonly left: number; readonly top: number } {
  const wantedLeft = edge === 'left' ? opener.left : opener.right - panel.width
  const left = Math.max(marginPx, Math.min(wantedLeft, view.width - panel.width - marginPx))
  const below = opener.bottom + gapPx
  const above = opener.top - gapPx - panel.height
  const fitsBelow = below + panel.height + marginPx <= view.height
  const top = fitsBelow || above < marginPx ? below : above
  return { left, top: Math.max(marginPx, Math.min(top, view.height - panel.height - marginPx)) }
}

export function placeBelow(panel: HTMLElement, opener: HTMLElement, align: 'start' | 'end'): void {
  const isRtl = getComputedStyle(opener).direction === 'rtl'
  const { left, top } = placeOf(
    opener.getBoundingClientRect(),
    { width: panel.offsetWidth, height: panel.offsetHeight },
    { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight },
    (align === 'start') === isRtl ? 'right' : 'left',
  )
  panel.style.left = `${left}px`
  panel.style.top = `${top}px`
}
