import { Store } from '../state/store.ts'

type Write = (number: string) => string | undefined

/** Knows how countries write their numbers; a tenth of the app, so it comes after the first paint. */
const writer = new Store<Write | undefined>(undefined)
let loading: Promise<void> | undefined

export function loadNumberFormats(): Promise<void> {
  loading ??= import('libphonenumber-js/min')
    .then(({ parsePhoneNumberFromString }) => {
      writer.set((number) => parsePhoneNumberFromString(number)?.formatInternational())
    })
    .catch(() => {
      loading = undefined
    })
  return loading
}

export const numberFormats = writer

/** Whether it is one that could be called back: pages of customers have made-up ones (`web-…`). */
export const isDialable = (number: string): boolean => /^[+\d]/.test(number)

/** A call from a web page has no number; the server makes one up so that it can be told apart. */
export const isWebCaller = (number: string): boolean => number.startsWith('web-')

/** `+995322123456` as `+995 32 212 34 56`; what is no such number (an extension, a web caller) stays as it came. */
export function formatNumber(number: string): string {
  if (!number.startsWith('+')) return number
  return writer.get()?.(number) ?? number
}
