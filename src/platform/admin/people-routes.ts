import { z } from 'zod'
import { changeRole, createPerson, disablePerson, enablePerson, preparePassword } from '../accounts/people.ts'
import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { listPeople } from '../accounts/queries/people.ts'
import { PersonForm } from '../accounts/schemas.ts'
import type { Platform } from '../platform.ts'
import { emptyForm } from '../web/forms.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendPage } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { newPersonPage, peoplePage } from './pages/people.ts'
import { IdParams, RoleForm } from './schemas.ts'

const config = { rule: 'house.administer' } as const
const mostPeople = 1_000
const NewPersonForm = PersonForm.extend({ password: z.string().max(8_192).optional() })

/** Everyone who has an account, and what they may do. */
export function addPeopleRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.people(), { config }, async (request, reply) =>
    sendPage(reply, peoplePage(pageOf(request), await listPeople(db, { limit: mostPeople }))),
  )

  web.get(links.newPerson(), { config }, (request, reply) => sendPage(reply, newPersonPage(pageOf(request), emptyForm)))

  web.post(
    links.people(),
    {
      schema: { body: NewPersonForm },
      config: { ...config, form: (request, state) => newPersonPage(pageOf(request), state) },
    },
    async (request, reply) => {
      const { password, ...form } = request.body
      const prepared = password ? await preparePassword(platform, form, password) : undefined
      const person = await createPerson(platform, form, prepared, actorOf(personOf(request)))
      addNotice(reply, 'success', pageOf(request).t('{{name}} has an account now.', { name: person.name }))
      return reply.redirect(links.people(), 303)
    },
  )

  web.post(links.role(':id'), { schema: { params: IdParams, body: RoleForm }, config }, async (request, reply) => {
    await changeRole(platform, request.params.id, request.body.role, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The role was changed.'))
    return reply.redirect(links.people(), 303)
  })

  for (const [address, change] of [
    [links.disable(':id'), disablePerson],
    [links.enable(':id'), enablePerson],
  ] as const) {
    web.post(address, { schema: { params: IdParams }, config }, async (request, reply) => {
      await change(platform, request.params.id, actorOf(personOf(request)))
      return reply.redirect(links.people(), 303)
    })
  }
}
