import type { ApiKeys } from '../accounts/api-keys.ts'
import type { SignIns } from '../accounts/sign-ins.ts'
import type { WrongPasswords } from '../accounts/wrong-passwords.ts'
import type { CoreServices } from '../core-services.ts'
import type { Stream } from '../realtime/index.ts'

/** What the routes work with: the core's services, and what the HTTP side keeps of its own. */
export interface ApiServices extends CoreServices {
  readonly signIns: SignIns
  readonly apiKeys: ApiKeys
  readonly wrongPasswords: WrongPasswords
  /** Told of what is written, so that the desks which show it follow. */
  readonly desks: Pick<Stream, 'interactionChanged' | 'customerChanged' | 'alertsChanged'>
}
