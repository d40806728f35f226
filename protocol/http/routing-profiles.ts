import { type Static, Type } from 'typebox'
import { Empty, idField, pageOf, personName } from './fields.ts'
import { OwnLoad } from './people.ts'
import { QueueMember } from './queues.ts'

/** Which queues whoever has a profile serves, and what he bears: set once for many. */
const { agentId: _, ...serving } = QueueMember.properties
export const ProfileQueue = Type.Object({ queueId: idField('queue'), ...serving })
export type ProfileQueue = Static<typeof ProfileQueue>

const writable = {
  name: personName,
  /** The whole list. */
  queues: Type.Array(ProfileQueue, { maxItems: 500 }),
  /** The whole list; channels that are not named are as for everybody. */
  loads: Type.Array(OwnLoad, { maxItems: 10 }),
  /**
   * Who has it: the whole list. Whoever is new to it gives up another profile, or his own settings; whoever is left out
   * keeps as his own what the profile said until then.
   */
  agentIds: Type.Array(idField('agent'), { maxItems: 20_000, uniqueItems: true }),
}
export const RoutingProfile = Type.Object({
  routingProfileId: idField('routing-profile'),
  ...writable,
  etag: Type.String(),
})
export type RoutingProfile = Static<typeof RoutingProfile>
const { name, ...rest } = writable
/** What is not said is empty: a profile without queues serves none. */
export const CreateRoutingProfile = Type.Object({ name, ...Type.Partial(Type.Object(rest)).properties })
export type CreateRoutingProfile = Static<typeof CreateRoutingProfile>
export const ChangeRoutingProfile = Type.Partial(Type.Object(writable))
export type ChangeRoutingProfile = Static<typeof ChangeRoutingProfile>

export const routingProfileRoutes = {
  routingProfiles: {
    method: 'GET',
    path: '/routing-profiles',
    permission: 'people.manage',
    summary: 'Every profile, and who has it',
    answer: pageOf(RoutingProfile),
  },
  createRoutingProfile: {
    method: 'POST',
    path: '/routing-profiles',
    permission: 'people.manage',
    summary: 'Add a profile, and give it to people',
    body: CreateRoutingProfile,
    answer: RoutingProfile,
    creates: true,
  },
  changeRoutingProfile: {
    method: 'PATCH',
    path: '/routing-profiles/:id',
    permission: 'people.manage',
    summary: 'Change a profile, for everybody who has it, or say who has it',
    body: ChangeRoutingProfile,
    answer: RoutingProfile,
    needsIfMatch: true,
  },
  removeRoutingProfile: {
    method: 'DELETE',
    path: '/routing-profiles/:id',
    permission: 'people.manage',
    summary: 'Remove a profile that nobody has',
    answer: Empty,
    needsIfMatch: true,
  },
} as const
