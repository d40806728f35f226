import { may, useMe } from '../sign-in/me.ts'

/** Whether the reader may change telephony; the server decides all the same. */
export const useMayChange = (): boolean => may(useMe(), 'telephony.manage')
