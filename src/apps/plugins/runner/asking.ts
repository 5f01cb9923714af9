import type { FastifyRequest } from 'fastify'
import { bearerOf, prepareIdentify } from '../../../platform/accounts/identifying.ts'
import { can, type Permission } from '../../../platform/accounts/permissions.ts'
import type { Person } from '../../../platform/accounts/person.ts'
import { findLivePerson } from '../../../platform/accounts/queries/asker.ts'
import { demandScope } from '../../../platform/accounts/token-scopes.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { TaskRow } from '../tables.ts'
import { behindRequest } from '../tasks/inside.ts'
import { RunnerError } from './errors.ts'
import { readTicket } from './tickets.ts'

/** Who asks the runner: a person by API token or ticket, or nobody in particular. Cookies are never looked at. */
export type Asker = Readonly<{
  personId: string | null
  isAdmin: boolean
  /** Goes along with every address of the page, where it was how the asker came in. */
  ticket: string | undefined
  /** The one plugin that a ticket is good for. */
  plugin: string | undefined
}>

const nobody: Asker = { personId: null, isAdmin: false, ticket: undefined, plugin: undefined }

/** Finds out who asks. @throws RunnerError 401 or 403 where they may not. */
export type Ask = (request: FastifyRequest, permission: Permission) => Promise<Asker>

export function prepareAsk(platform: Platform): Ask {
  const identify = prepareIdentify(platform)
  return async (request, permission) => {
    if (bearerOf(request) !== undefined) {
      const { person, scope } = await identify(request)
      if (!person) throw new RunnerError(401, 'This API token is unknown, revoked or too old.')
      return askerOf(person, () => scope && demandScope(scope, permission, request.method === 'POST'), permission)
    }
    const behind = behindRequest()
    if (behind !== undefined) return onBehalf(platform, behind.personId, permission)
    const { ticket } = request.query as { ticket?: unknown }
    if (typeof ticket === 'string') {
      const read = readTicket(platform.secret, ticket, platform.now())
      if (!read) throw new RunnerError(401, 'This page was opened too long ago. Please open it again.')
      const person = await findLivePerson(platform.db, read.personId)
      if (!person) throw new RunnerError(401, 'This account is closed.')
      return { ...askerOf(person, () => {}, permission), isAdmin: false, ticket, plugin: read.plugin }
    }
    return anybody(platform)
  }
}

/** Nobody in particular, where the house is open to them. */
function anybody({ config }: Platform): Asker {
  if (config.runner.access === 'open') return nobody
  throw new RunnerError(401, 'Plugins are for members of this house: send an API token, as Authorization: Bearer ….')
}

/** A plugin asks for whoever runs it, with their rights as they are now. */
async function onBehalf(platform: Platform, personId: string | null, permission: Permission): Promise<Asker> {
  if (personId === null) return anybody(platform)
  const person = await findLivePerson(platform.db, personId)
  if (!person) throw new RunnerError(401, 'The account that this is done for is closed.')
  return askerOf(person, () => {}, permission)
}

function askerOf(person: Person, demandScope: () => void, permission: Permission): Asker {
  demandScope()
  if (!can(person, permission)) throw new RunnerError(403, 'Your account does not allow this.')
  return { ...nobody, personId: person.id, isAdmin: person.role === 'admin' }
}

/** A task that is nobody's is for whoever knows its number; one that is somebody's, for them and for administrators. */
export const maySee = ({ personId, isAdmin, plugin }: Asker, task: Pick<TaskRow, 'owner_id' | 'plugin'>): boolean =>
  (plugin === undefined || plugin === task.plugin) && (task.owner_id === null || task.owner_id === personId || isAdmin)
