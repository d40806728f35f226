import { type Static, Type } from 'typebox'
import { Empty, idField, pageOf, personName } from './fields.ts'

/** Where a call is opened in other systems, by an address with places to be filled (`link-address.ts`). */
const writable = {
  name: personName,
  url: Type.String({ minLength: 8, maxLength: 1000 }),
  /** Empty: calls of every queue, and those of none. */
  queueIds: Type.Array(idField('queue'), { maxItems: 200, uniqueItems: true }),
  /** When the agent answers, as far as his browser lets it; else by a button alone. */
  opensByItself: Type.Boolean(),
}
export const LinkTemplate = Type.Object({ linkTemplateId: idField('link-template'), ...writable, etag: Type.String() })
export type LinkTemplate = Static<typeof LinkTemplate>
export const CreateLinkTemplate = Type.Object({
  name: writable.name,
  url: writable.url,
  queueIds: Type.Optional(writable.queueIds),
  opensByItself: Type.Optional(writable.opensByItself),
})
export type CreateLinkTemplate = Static<typeof CreateLinkTemplate>
export const ChangeLinkTemplate = Type.Partial(Type.Object(writable))

export const linkTemplateRoutes = {
  linkTemplates: {
    method: 'GET',
    path: '/link-templates',
    permission: 'signed-in',
    summary: 'Where calls are opened in other systems',
    answer: pageOf(LinkTemplate),
  },
  createLinkTemplate: {
    method: 'POST',
    path: '/link-templates',
    permission: 'links.manage',
    summary: 'Add a link to another system',
    body: CreateLinkTemplate,
    answer: LinkTemplate,
    creates: true,
  },
  changeLinkTemplate: {
    method: 'PATCH',
    path: '/link-templates/:id',
    permission: 'links.manage',
    summary: 'Change a link to another system',
    body: ChangeLinkTemplate,
    answer: LinkTemplate,
    needsIfMatch: true,
  },
  removeLinkTemplate: {
    method: 'DELETE',
    path: '/link-templates/:id',
    permission: 'links.manage',
    summary: 'Remove a link to another system',
    answer: Empty,
  },
} as const
