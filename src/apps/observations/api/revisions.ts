import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { personOf } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { recordAgreement } from '../agreeing.ts'
import { checkView, demandByKey } from '../checking.ts'
import { links } from '../links.ts'
import { nameThem, peopleOf } from '../people.ts'
import { listApproved, placeText } from '../queries/archive.ts'
import { listFiltered } from '../queries/lists.ts'
import {
  AgreementBody,
  ApprovedQuery,
  CellByKey,
  KeyAddress,
  RevisionQuery,
  SignBody,
  StatusQuery,
} from '../schemas.ts'
import { sign, signAndApprove } from '../signing.ts'
import { revisionKey } from '../signoff/approval.ts'
import { type Part, parts } from '../signoff/signoff.ts'
import { statusView } from '../status-view.ts'
import { removeRevision, undoSignature } from '../undoing.ts'
import { listedRevision, shownStatus, wholeRevision } from './representing.ts'

const read = { rule: 'observations.read' } as const
// Who may sign which column depends on the revision: the verb decides. A token must be allowed to write.
const act = read

/** `/api/v1/observations/revisions`: requests, their signatures, and what stands where, for programs. */
export function addRevisionApi(web: Web, platform: Platform): void {
  addLists(web, platform)
  addActs(web, platform)
}

const wholeOf = async (platform: Platform, key: string) => {
  const { all, one } = await demandByKey(platform, key)
  return wholeRevision(await checkView(platform, all, one))
}

function addLists(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(
    links.api.revisions(),
    {
      schema: { querystring: RevisionQuery },
      config: {
        ...read,
        about: {
          summary: 'Revisions, the last made first',
          description: 'Of one `obsid`, of one `kind`, those that are `open` or `closed`. `next` is the next `cursor`.',
        },
      },
    },
    async ({ query: { obsid, kind, state, cursor, limit } }) => {
      const filter = { obsid, kind, before: cursor, ...(state && { isOpen: state === 'open' }) }
      const found = await listFiltered(db, filter, limit + 1)
      const shown = found.slice(0, limit)
      const names = await nameThem(db, shown.flatMap(peopleOf))
      const next = found.length > limit ? String(shown.at(-1)?.seq) : null
      return { items: shown.map((revision) => listedRevision(revision, names)), next }
    },
  )

  web.get(
    links.api.revision(':key'),
    {
      schema: { params: KeyAddress },
      config: {
        ...read,
        about: {
          summary: 'One revision, such as 16196.002',
          description: 'With its values before and asked for, and whether the catalog has them by now.',
        },
      },
    },
    (request) => wholeOf(platform, request.params.key),
  )

  web.get(
    links.api.status(),
    {
      schema: { querystring: StatusQuery.pick({ queue: true }) },
      config: {
        ...read,
        about: { summary: 'What is open, and what was closed lately', description: 'As the status page shows it.' },
      },
    },
    async (request) => shownStatus(await statusView(platform, personOf(request), request.query)),
  )

  web.get(
    links.api.approved(),
    {
      schema: { querystring: ApprovedQuery },
      config: { ...read, about: { summary: 'Observations that are approved for flight, the last approved first' } },
    },
    async ({ query: { cursor, limit } }) => {
      const found = await listApproved(db, { limit: limit + 1, after: cursor })
      const shown = found.slice(0, limit)
      const names = await nameThem(
        db,
        shown.map(({ submitted_by }) => submitted_by),
      )
      const items = shown.map((row) => ({
        obsid: row.obsid,
        key: revisionKey(row.obsid, row.revision_number),
        sequence_number: row.sequence_number,
        obs_type: row.obs_type,
        planned_at: row.planned_at,
        approved_at: row.submitted_at,
        approved_by: names.get(row.submitted_by)?.name ?? null,
      }))
      return { items, next: found.length > limit ? placeText(shown.at(-1)) : null }
    },
  )
}

function addActs(web: Web, platform: Platform): void {
  web.post(
    links.api.cell(':key', ':part'),
    {
      schema: { params: CellByKey, body: SignBody },
      config: {
        ...act,
        about: {
          summary: 'Sign one column of a revision',
          description:
            '`act` is `sign`, `discard`, or for the column `usint` `approve`: `approved_as` is the key of the approval then, null where the observation was approved already.',
        },
      },
    },
    async (request) => {
      const { key } = request.params
      const part = partIn(request.params.part)
      const { one } = await demandByKey(platform, key)
      const person = personOf(request)
      const { act } = request.body
      if (act === 'approve' && part !== 'usint') throw approvesElsewhere()
      if (act !== 'approve') await sign(platform, person, one.id, part, act)
      const made = act === 'approve' ? await signAndApprove(platform, person, one.id) : undefined
      return { ...(await wholeOf(platform, key)), approved_as: made?.key ?? null }
    },
  )

  web.delete(
    links.api.cell(':key', ':part'),
    {
      schema: { params: CellByKey },
      config: { ...act, about: { summary: 'Take your own signature back, within 36 hours' } },
    },
    async (request) => {
      const { one } = await demandByKey(platform, request.params.key)
      await undoSignature(platform, personOf(request), one.id, partIn(request.params.part))
      return wholeOf(platform, request.params.key)
    },
  )

  web.delete(
    links.api.revision(':key'),
    {
      schema: { params: KeyAddress },
      config: { ...act, about: { summary: 'Take your own submission back, within 36 hours' } },
    },
    async (request, reply) => {
      const { one } = await demandByKey(platform, request.params.key)
      await removeRevision(platform, personOf(request), one.id)
      return reply.code(204).send()
    },
  )

  web.post(
    links.api.agreements(':key'),
    {
      schema: { params: KeyAddress, body: AgreementBody },
      config: {
        rule: 'observations.verify',
        about: { summary: 'Write down what the Director’s Office said about a revision' },
      },
    },
    async (request, reply) => {
      const { one } = await demandByKey(platform, request.params.key)
      await recordAgreement(platform, personOf(request), one.id, request.body)
      return reply.code(201).send(await wholeOf(platform, request.params.key))
    },
  )
}

/** @throws UserError for what is no column: there is nothing at such an address. */
function partIn(text: string): Part {
  const part = parts.find((one) => one === text)
  if (!part) throw notFound()
  return part
}

function approvesElsewhere(): UserError {
  const message = 'Only the column usint approves.'
  return new UserError('invalid', 'observations.field', message, {
    fields: [{ path: 'act', code: 'observations.field', message }],
  })
}
