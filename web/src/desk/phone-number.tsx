import { useStore } from '../state/use-store.ts'
import { formatNumber, numberFormats } from './number-formats.ts'

/** A telephone number as its country writes it, in its own direction. */
export function PhoneNumber({ of }: { readonly of: string }) {
  useStore(numberFormats)
  return <bdi dir="ltr">{formatNumber(of)}</bdi>
}
