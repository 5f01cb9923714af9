import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { listGroups } from '../../../platform/accounts/groups/queries/groups.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { findPerson } from '../../../platform/accounts/queries/people.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { sharePage } from '../pages/share.ts'
import { listLinks, listSharedWith } from '../queries/sharing.ts'
import { IdParams, LinkParams, PersonParams } from '../schemas.ts'
import { endLink, linkDays, shareByLink, shareWithGroup, shareWithPerson, unsharePerson } from '../sharing.ts'
import { ownStudyOf } from './finding.ts'

const config = { rule: 'studies.edit' } as const
const params = IdParams
const PersonForm = z.object({ email: z.email('Please give a mail address.').max(320) })
const GroupForm = z.object({
  group: z
    .string()
    .max(200)
    .transform((id) => (id === '' ? null : id)),
})
const LinkForm = z.object({
  note: z.string().trim().max(80).default(''),
  days: z.enum(linkDays).default('30'),
  password: z
    .string()
    .max(200)
    .default('')
    .refine((text) => text === '' || text.length >= 6, 'At least 6 characters, or none at all.'),
})

/** Who may look: said by the owner alone. */
export function addSharingRoutes(web: Web, platform: Platform): void {
  const view = async (request: FastifyRequest, state: FormState, fresh?: string): Promise<View> => {
    const { study, person } = await ownStudyOf(platform, request, (request.params as { id: string }).id)
    const { db, now } = platform
    const named = await Promise.all((await listSharedWith(db, study.id)).map(({ person_id: id }) => findPerson(db, id)))
    return sharePage(pageOf(request), {
      study,
      people: named.flatMap((one) => (one ? [{ id: one.id, name: one.name, email: one.email }] : [])),
      groups: await listGroups(db, person.id),
      shareLinks: await listLinks(db, study.id, now()),
      days: linkDays,
      fresh,
      state,
    })
  }
  const form = { ...config, form: view }

  web.get('/studies/:id/share', { schema: { params }, config }, async (request, reply) =>
    sendPage(reply, await view(request, emptyForm)),
  )

  web.post(
    '/studies/:id/share/people',
    { schema: { params, body: PersonForm }, config: form },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      await shareWithPerson(platform, person, study, request.body.email)
      addNotice(
        reply,
        'success',
        pageOf(request).t('If somebody here has this address, they may look now, and are told.'),
      )
      return reply.redirect(links.share(study.id), 303)
    },
  )

  web.post(
    '/studies/:id/share/people/:person/remove',
    { schema: { params: PersonParams }, config },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      await unsharePerson(platform, person, study, request.params.person)
      return reply.redirect(links.share(study.id), 303)
    },
  )

  web.post(
    '/studies/:id/share/group',
    { schema: { params, body: GroupForm }, config: form },
    async (request, reply) => {
      const { study } = await ownStudyOf(platform, request, request.params.id)
      await shareWithGroup(platform, personOf(request), study, request.body.group)
      addNotice(reply, 'success', pageOf(request).t('Saved.'))
      return reply.redirect(links.share(study.id), 303)
    },
  )

  web.post('/studies/:id/share/links', { schema: { params, body: LinkForm }, config: form }, async (request, reply) => {
    const { person, study } = await ownStudyOf(platform, request, request.params.id)
    const { note, days, password } = request.body
    const secret = await shareByLink(platform, person, study, { note, days: Number(days), password })
    // Shown in this very answer: a redirect would have to keep the secret somewhere.
    return sendPage(reply, await view(request, emptyForm, new URL(links.shared(secret), platform.config.baseUrl).href))
  })

  web.post(
    '/studies/:id/share/links/:link/remove',
    { schema: { params: LinkParams }, config },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      await endLink(platform, person, study, request.params.link)
      addNotice(reply, 'info', pageOf(request).t('The link opens nothing any more.'))
      return reply.redirect(links.share(study.id), 303)
    },
  )
}
