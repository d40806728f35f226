import { isSpoken } from '#domain/routing/index.ts'
import { type AgentId, newId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { StationChoice, StationChoices } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { Caller } from '../accounts/caller.ts'
import type { CoreServices } from '../core-services.ts'
import type { ApiServices } from './api-services.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { refuse } from './refusal.ts'

/** What an agent talks through: the browser, a phone of theirs, or any telephone. */
export function stationChoiceHandlers(services: ApiServices): Pick<Handlers, 'stationChoices' | 'chooseStation'> {
  const { db, clock, randomBytes, decider, dialing, configuration } = services

  async function choicesOf(caller: Caller & { agentId: NonNullable<Caller['agentId']> }): Promise<StationChoices> {
    const [row, phones] = await Promise.all([
      db.selectFrom('agent').selectAll().where('agent_id', '=', caller.agentId).executeTakeFirstOrThrow(),
      db
        .selectFrom('sip_account')
        .select(['user_name', 'display_name', 'station_id'])
        .where('person_id', '=', caller.personId)
        .orderBy('user_name')
        .execute(),
    ])
    const stations = decider.state?.agents.get(caller.agentId)?.stations ?? []
    const chosen: StationChoice =
      row.station_choice === 'number' && row.outside_number !== null
        ? { kind: 'number', number: row.outside_number }
        : row.station_choice === 'phone' && phones.some((phone) => phone.user_name === row.phone_user)
          ? { kind: 'phone', user: row.phone_user as string }
          : { kind: 'browser' }
    return {
      chosen,
      phones: phones.map(({ user_name, display_name, station_id }) => ({
        user: user_name,
        ...(display_name === null ? {} : { displayName: display_name }),
        isRegistered: stations.some((station) => station.stationId === station_id && station.isReachable),
      })),
      isNeeded: needsStation(decider.state, caller.agentId),
      mayUseNumber: caller.permissions.has('calls.dial'),
    }
  }

  return {
    async stationChoices({ caller }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      return success(await choicesOf(caller))
    },

    async chooseStation({ caller, body, address }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      if (body.kind === 'phone') {
        const phone = await db
          .selectFrom('sip_account')
          .select('person_id')
          .where('user_name', '=', body.user)
          .executeTakeFirst()
        if (!phone) return refuse('phone.not-found')
        if (phone.person_id !== caller.personId) return refuse('phone.not-yours')
      }
      let outside: { number: string } | undefined
      if (body.kind === 'number') {
        // Whoever may not call a number may not have it called for them either.
        const route = dialing.check(body.number, { kind: 'person', personId: caller.personId })
        if (!route.ok) return refuse(route.error)
        // One of ours would ring the next agent, and him the next.
        const isOurs = configuration.numberPlan.numberRuleOf(route.value.number) !== undefined
        if (route.value.isEmergency || isOurs) return refuse('phone-number.invalid')
        outside = { number: route.value.number }
      }
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('agent')
          .set((eb) => ({
            station_choice: body.kind,
            phone_user: body.kind === 'phone' ? body.user : null,
            ...(outside === undefined
              ? {}
              : {
                  outside_number: outside.number,
                  outside_station_id: eb.fn.coalesce(
                    'outside_station_id',
                    eb.val(newId('station', clock.wallMs(), randomBytes)),
                  ),
                }),
          }))
          .where('agent_id', '=', caller.agentId)
          .execute()
        await audit(transaction, {
          action: 'station.chosen',
          personId: caller.personId,
          subject: caller.agentId,
          address,
          details: { kind: body.kind },
        })
      })
      await followChange(services)
      return success(await choicesOf(caller))
    },
  }
}

/** Who serves tasks alone talks with nobody; who serves nothing may be called all the same. */
function needsStation(state: CoreServices['decider']['state'], agentId: AgentId): boolean {
  const memberships = state?.agents.get(agentId)?.settings.memberships ?? []
  return (
    memberships.length === 0 ||
    memberships.some(({ queueId }) => isSpoken(state?.queues.get(queueId)?.settings.channel ?? 'voice'))
  )
}
