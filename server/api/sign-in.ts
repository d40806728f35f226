import { failure, success } from '#kernel/result.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import { signedInCookie, signedOutCookie } from '../accounts/cookie.ts'
import { readMe } from '../accounts/me.ts'
import { setUp } from '../accounts/set-up.ts'
import { checkPassword } from '../accounts/sign-in.ts'
import type { ApiServices } from './api-services.ts'
import type { Call, Handlers } from './handler.ts'
import { refuse } from './refusal.ts'
import { addressKey, TokenBuckets } from './token-bucket.ts'

type Routes = 'signIn' | 'signOut' | 'setUp' | 'me' | 'changeMe'

/** Coming in, going out, and what a person is told of themselves. */
export function signInHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, signIns, decider, logger } = services
  // Every attempt costs a hash: nobody needs more than this, right or wrong.
  const attempts = new TokenBuckets({ perMinute: 120, burst: 60 })

  async function signedIn(call: Call<'signIn' | 'setUp'>, personId: Caller['personId']) {
    // A browser that signs in again leaves no forgotten sign-in behind.
    if (call.caller?.signInId) await signIns.close(call.caller.signInId)
    const { token } = await signIns.open(personId, {
      address: call.address,
      userAgent: call.request.headers['user-agent'],
    })
    call.reply.header('set-cookie', signedInCookie(token, call.request.protocol === 'https'))
    const me = await readMe(db, personId)
    return me ? success(me) : refuse('sign-in.wrong')
  }

  return {
    async signIn(call) {
      const from = { address: call.address, addressKey: addressKey(call.address) }
      const waitMs = attempts.take(from.addressKey, clock.monotonicMs())
      if (waitMs > 0) return refuse('request.too-many', { retryAfterS: Math.ceil(waitMs / 1000) })
      const checked = await checkPassword(services, call.body, from)
      if (!checked.ok) {
        return checked.error.kind === 'slowed'
          ? refuse('sign-in.slowed', { retryAfterS: Math.ceil(checked.error.waitMs / 1000) })
          : refuse('sign-in.wrong')
      }
      await audit(db, { action: 'sign-in.succeeded', personId: checked.value, address: call.address })
      return signedIn(call, checked.value)
    },

    async signOut({ caller, reply, request, address }) {
      // A program was never signed in.
      if (caller.signInId === undefined) return success({})
      await signIns.close(caller.signInId)
      await audit(db, { action: 'sign-out', personId: caller.personId, address })
      // The last one out takes no more calls; a second browser of the same agent still does.
      if (caller.agentId !== undefined && !(await signIns.hasAny(caller.personId))) {
        const { agentId } = caller
        const done = await decider.execute({
          type: 'SetPresence',
          agentId,
          presence: { kind: 'offline' },
          by: 'sign-out',
        })
        if (!done.ok) logger.warn('An agent signed out but could not be set offline', { agentId, failure: done.error })
      }
      reply.header('set-cookie', signedOutCookie(request.protocol === 'https'))
      return success({})
    },

    async setUp(call) {
      const waitMs = attempts.take(addressKey(call.address), clock.monotonicMs())
      if (waitMs > 0) return refuse('request.too-many', { retryAfterS: Math.ceil(waitMs / 1000) })
      const done = await setUp(services, call.body, call.address)
      return done.ok ? signedIn(call, done.value) : refuse('set-up.link-spent')
    },

    async me({ caller }) {
      const me = await readMe(db, caller.personId)
      return me ? success(me) : refuse('sign-in.needed')
    },

    async changeMe({ caller, body }) {
      if (body.language !== undefined || body.colorScheme !== undefined) {
        await db
          .updateTable('person')
          .set({
            ...(body.language === undefined ? {} : { language: body.language }),
            ...(body.colorScheme === undefined ? {} : { color_scheme: body.colorScheme }),
          })
          .where('person_id', '=', caller.personId)
          .execute()
      }
      const me = await readMe(db, caller.personId)
      return me ? success(me) : failure({ code: 'sign-in.needed' })
    },
  }
}
