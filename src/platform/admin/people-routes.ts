import { z } from 'zod'
import { listGroups } from '../accounts/groups/queries/groups.ts'
import { listPasskeys } from '../accounts/passkeys/queries/passkeys.ts'
import { changeRole, createPerson, disablePerson, enablePerson, preparePassword } from '../accounts/people.ts'
import { actorOf, type Role, roles } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { findPerson } from '../accounts/queries/people.ts'
import { listSessions } from '../accounts/queries/sessions.ts'
import { needsSignIn } from '../accounts/routes/visits.ts'
import { PersonForm } from '../accounts/schemas.ts'
import { findConfirmedFactor } from '../accounts/second-factor/queries/factors.ts'
import { resetFactors } from '../accounts/second-factor/resetting.ts'
import { listActivity } from '../activity/queries.ts'
import type { Platform } from '../platform.ts'
import { notFound } from '../web/errors.ts'
import { emptyForm } from '../web/forms.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import { readCursor, type TableState, tableQuery, writeCursor } from '../web/table-query.ts'
import type { Web } from '../web/web.ts'
import { endSessionsOf, sendResetTo } from './helping-people.ts'
import { links } from './links.ts'
import { newPersonPage, type PeopleList, peoplePage, peopleTable } from './pages/people.ts'
import { personPage } from './pages/person.ts'
import { countOfPerson, countPeople, searchPeople } from './queries/people.ts'
import { IdParams, RoleForm } from './schemas.ts'
import { readPeopleNames } from './tables/records.ts'

const config = { rule: 'house.administer' } as const
const shownEntries = 20
const NewPersonForm = PersonForm.extend({ password: z.string().max(8_192).optional() })
const PeopleQuery = tableQuery({ filters: { role: roles, state: ['active', 'locked'] } })

/** Everyone who has an account, what they may do, and what helps them when they cannot come in. */
export function addPeopleRoutes(web: Web, platform: Platform): void {
  addPeopleList(web, platform)
  addPersonPage(web, platform)
  addPersonActs(web, platform)
}

function addPeopleList(web: Web, platform: Platform): void {
  web.get(links.people(), { schema: { querystring: PeopleQuery }, config }, async (request, reply) => {
    const page = pageOf(request)
    const list = await readList(platform, request.query)
    return wantsFragment(request)
      ? sendFragment(reply, peopleTable(page, list))
      : sendPage(reply, peoplePage(page, list))
  })

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
}

async function readList({ db }: Platform, state: TableState): Promise<PeopleList> {
  const filter = {
    q: state.q,
    roles: (state.filters.role ?? []) as Role[],
    states: (state.filters.state ?? []) as ('active' | 'locked')[],
  }
  const [after] = readCursor(state.cursor, 1) ?? []
  const place = { after: typeof after === 'string' ? after : undefined, limit: state.limit + 1 }
  const rows = await searchPeople(db, filter, place)
  const last = rows.length > state.limit ? rows[state.limit - 1] : undefined
  return {
    state,
    rows: rows.slice(0, state.limit),
    next: last ? writeCursor([last.email]) : null,
    total: await countPeople(db, filter),
  }
}

function addPersonPage(web: Web, platform: Platform): void {
  const { db } = platform
  web.get(links.person(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const person = await findPerson(db, request.params.id)
    if (!person) throw notFound()
    const { items: history } = await listActivity(
      db,
      { target: `accounts/person/${person.id}` },
      { limit: shownEntries },
    )
    const shown = {
      person,
      sessions: await listSessions(db, person.id, platform.now()),
      hasFactor: (await findConfirmedFactor(db, person.id)) !== undefined,
      passkeys: (await listPasskeys(db, person.id)).length,
      groups: await listGroups(db, person.id),
      has: await countOfPerson(db, person.id),
      history,
      people: await readPeopleNames(db, history),
    }
    return sendPage(reply, personPage(pageOf(request), shown))
  })
}

function addPersonActs(web: Web, platform: Platform): void {
  const roleSchema = { params: IdParams, body: RoleForm }
  web.post(links.role(':id'), { schema: roleSchema, config }, async (request, reply) => {
    const { t } = pageOf(request)
    if (needsSignIn(platform, request)) {
      addNotice(reply, 'warning', t('Whoever changes a role must have signed in just now. Please do it again.'))
      return reply.redirect(`/sign-in?again=1&next=${encodeURIComponent(links.person(request.params.id))}`, 303)
    }
    await changeRole(platform, request.params.id, request.body.role, actorOf(personOf(request)))
    addNotice(reply, 'success', t('The role was changed.'))
    return reply.redirect(links.person(request.params.id), 303)
  })

  web.post(links.endFactor(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const { t } = pageOf(request)
    const place = links.person(request.params.id)
    if (needsSignIn(platform, request)) {
      addNotice(
        reply,
        'warning',
        t('Whoever takes a second factor away must have signed in just now. Please do it again.'),
      )
      return reply.redirect(`/sign-in?again=1&next=${encodeURIComponent(place)}`, 303)
    }
    await resetFactors(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', t('The second factor is gone; they set it up anew.'))
    return reply.redirect(place, 303)
  })

  for (const [address, act, words] of [
    [links.disable(':id'), disablePerson, 'Nobody comes in with this account any more.'],
    [links.enable(':id'), enablePerson, 'This account is open again.'],
    [links.endSessions(':id'), endSessionsOf, 'They are signed out everywhere.'],
    [links.sendReset(':id'), sendResetTo, 'A link for a new password is on its way to them.'],
  ] as const) {
    web.post(address, { schema: { params: IdParams }, config }, async (request, reply) => {
      await act(platform, request.params.id, actorOf(personOf(request)))
      addNotice(reply, 'success', pageOf(request).t(words))
      return reply.redirect(links.person(request.params.id), 303)
    })
  }
}
