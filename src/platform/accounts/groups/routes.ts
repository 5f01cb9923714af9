import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState, filledForm } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { links } from '../links.ts'
import { can } from '../permissions.ts'
import { actorOf, type Person } from '../person.ts'
import { personOf } from '../person-of.ts'
import { IdParams } from '../schemas.ts'
import { accessGroup, addMember, changeGroup, removeGroup, removeMember, setManager, startGroup } from './managing.ts'
import { groupFormPage, groupPage, groupsPage } from './pages.ts'
import { listGrants, listGroups, listMembers, searchCandidates } from './queries/groups.ts'
import {
  AddMemberForm,
  ChangeGroupForm,
  GroupForm,
  GroupQuery,
  grantField,
  ManagerForm,
  MemberParams,
} from './schemas.ts'

const read = { rule: 'account.manage' } as const
const administer = { rule: 'house.administer' } as const

/** Shorter searches would list everybody. */
const shortestSearch = 2

export function addGroups(web: Web, platform: Platform): void {
  addLists(web, platform)
  addGroup(web, platform)
  addChanges(web, platform)
  addMembers(web, platform)
}

const ownGroups = (platform: Platform, person: Person) =>
  listGroups(platform.db, can(person, 'house.administer') ? undefined : person.id)

function addLists(web: Web, platform: Platform): void {
  web.get(links.groups(), { config: read }, async (request, reply) =>
    sendPage(reply, groupsPage(pageOf(request), await ownGroups(platform, personOf(request)))),
  )

  const about = { summary: 'Your groups; for an administrator all', description: 'Sorted by name.' }
  web.get('/api/v1/groups', { config: { ...read, about } }, async (request) => {
    const groups = await ownGroups(platform, personOf(request))
    return {
      items: groups.map(({ id, name, description, members }) => ({ id, name, description, members })),
      next: null,
    }
  })

  const form = (request: FastifyRequest, state: FormState): View => groupFormPage(pageOf(request), state)
  web.get(links.newGroup(), { config: administer }, (request, reply) => sendPage(reply, form(request, emptyForm)))

  web.post(links.groups(), { schema: { body: GroupForm }, config: { ...administer, form } }, async (request, reply) => {
    const group = await startGroup(platform, request.body, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The group is there. Now add people to it.'))
    return reply.redirect(links.group(group.id), 303)
  })
}

/** The page of a group, with what was typed into its form. */
async function drawGroup(platform: Platform, request: FastifyRequest, state: FormState): Promise<View> {
  const { id } = IdParams.parse(request.params)
  const { db } = platform
  const access = await accessGroup(db, personOf(request), id)
  const { q = '' } = GroupQuery.parse(request.query)
  const search = access.mayManage && q.length >= shortestSearch ? q : ''
  const found = search === '' ? [] : await searchCandidates(db, id, search)
  const [grants, members] = [await listGrants(db, id), await listMembers(db, id)]
  return groupPage(pageOf(request), state, { ...access, grants, members, search, found })
}

function addGroup(web: Web, platform: Platform): void {
  const schema = { params: IdParams, querystring: GroupQuery }
  web.get(links.group(':id'), { schema, config: read }, async (request, reply) =>
    sendPage(reply, await drawGroup(platform, request, emptyForm)),
  )
}

function addChanges(web: Web, platform: Platform): void {
  const { db } = platform

  async function draw(request: FastifyRequest, typed?: FormState): Promise<View> {
    const { id } = IdParams.parse(request.params)
    const { group } = await accessGroup(db, personOf(request), id)
    const grants = (await listGrants(db, id)).map((name) => [grantField(name), '1'])
    const state = typed ?? filledForm({ ...group, ...Object.fromEntries(grants) })
    return groupFormPage(pageOf(request), state, group)
  }

  const schema = { params: IdParams }
  web.get(links.changeGroup(':id'), { schema, config: administer }, async (request, reply) =>
    sendPage(reply, await draw(request)),
  )

  const options = { schema: { ...schema, body: ChangeGroupForm }, config: { ...administer, form: draw } } as const
  web.post(links.changeGroup(':id'), options, async (request, reply) => {
    await changeGroup(platform, request.params.id, request.body, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The group was changed.'))
    return reply.redirect(links.group(request.params.id), 303)
  })

  web.post(links.deleteGroup(':id'), { schema, config: administer }, async (request, reply) => {
    const { name } = await removeGroup(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The group {{name}} was removed.', { name }))
    return reply.redirect(links.groups(), 303)
  })
}

function addMembers(web: Web, platform: Platform): void {
  const form = (request: FastifyRequest, state: FormState): Promise<View> => drawGroup(platform, request, state)
  const options = { schema: { params: IdParams, body: AddMemberForm }, config: { ...read, form } } as const
  web.post(links.members(':id'), options, async (request, reply) => {
    const { id } = request.params
    const { name } = await addMember(platform, personOf(request), id, request.body)
    addNotice(reply, 'success', pageOf(request).t('{{name}} is in the group now.', { name }))
    return reply.redirect(links.group(id), 303)
  })

  const schema = { params: MemberParams }
  web.post(links.removeMember(':id', ':person'), { schema, config: read }, async (request, reply) => {
    const { id, person } = request.params
    const actor = personOf(request)
    await removeMember(platform, actor, id, person)
    addNotice(reply, 'success', pageOf(request).t('The group has one member less.'))
    const isGone = person === actor.id && !can(actor, 'house.administer')
    return reply.redirect(isGone ? links.groups() : links.group(id), 303)
  })

  const managerOptions = { schema: { ...schema, body: ManagerForm }, config: administer } as const
  web.post(links.manager(':id', ':person'), managerOptions, async (request, reply) => {
    const { id, person } = request.params
    await setManager(platform, id, person, request.body.manager === '1', actorOf(personOf(request)))
    return reply.redirect(links.group(id), 303)
  })
}
