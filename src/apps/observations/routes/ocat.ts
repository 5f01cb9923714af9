import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState, filledForm } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, personOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { ObsidAmbiguous, ObsidUnknown } from '../catalog/errors.ts'
import type { Observation, RankList } from '../catalog/read-model.ts'
import { rankKinds } from '../catalog/read-model.ts'
import { type OcatDraft, ocatDraft, sentDraft } from '../drafting.ts'
import { links } from '../links.ts'
import { lookAt, readObservation } from '../looking.ts'
import { addressed, worded } from '../mails/posting.ts'
import { overlapsOf } from '../overlapping.ts'
import { askObsidPage } from '../pages/ask.ts'
import { confirmPage } from '../pages/confirm.ts'
import { helpPage } from '../pages/help.ts'
import { ocatPage } from '../pages/ocat.ts'
import { newRow, withoutRow } from '../pages/ocat-fields.ts'
import { sentPage } from '../pages/sent.ts'
import { approvedAmong } from '../queries/revisions.ts'
import { type Fields, fieldsOf } from '../revisions/fields.ts'
import { readObsidList } from '../revisions/obsid-list.ts'
import { readForm } from '../revisions/reading-forms.ts'
import { ConfirmForm, ObsidAddress, ObsidForm, OcatForm, obsidIn } from '../schemas.ts'
import { type Plan, plan, previewLetters, send, whyNotSend } from '../submitting.ts'

/** `/observations/ocat`: an observation, the form that asks for changes, what would be sent, and what was. */
export function addOcatRoutes(web: Web, platform: Platform): void {
  addViewRoutes(web, platform)
  addDraftRoutes(web, platform)
  addConfirmRoutes(web, platform)
}

const read = { rule: 'observations.read' } as const
const asking = { rule: 'observations.request' } as const

function addViewRoutes(web: Web, platform: Platform): void {
  const askFor = (request: FastifyRequest, state: FormState) => askObsidPage(pageOf(request), state)

  web.get(links.help(), { config: read }, (request, reply) => sendPage(reply, helpPage(pageOf(request))))

  web.get(links.askObsid(), { config: read }, (request, reply) =>
    sendPage(reply, askObsidPage(pageOf(request), emptyForm)),
  )

  web.post(links.askObsid(), { schema: { body: ObsidForm }, config: { ...read, form: askFor } }, (request, reply) => {
    const obsid = obsidIn(request.body.obsid)
    if (obsid === undefined) throw noObsid()
    return reply.redirect(links.ocat(obsid), 303)
  })

  web.get(links.ocat(':obsid'), { schema: { params: ObsidAddress }, config: read }, async (request, reply) =>
    orAsk(request, reply, async (obsid) => {
      const person = personOf(request)
      const draft = await ocatDraft(obsid).read(platform, person)
      const view = await lookAt(platform, person, obsid, draft !== undefined)
      return sendPage(reply, ocatPage(pageOf(request), filledForm(valuesOf(view.observation, draft)), view))
    }),
  )
}

/** What is typed: kept, sent on to be confirmed, or forgotten. */
function addDraftRoutes(web: Web, platform: Platform): void {
  const again = async (request: FastifyRequest, state: FormState) => {
    const obsid = obsidIn(ObsidAddress.parse(request.params).obsid) ?? 0
    return ocatPage(pageOf(request), state, await lookAt(platform, personOf(request), obsid, true))
  }

  web.post(
    links.ocat(':obsid'),
    { schema: { params: ObsidAddress, body: OcatForm }, config: { ...asking, form: again } },
    async (request, reply) =>
      orAsk(request, reply, async (obsid) => {
        const person = personOf(request)
        const draft = asDraft(request.body)
        const [act, list = '', at = ''] = request.body.act.split(/[:-]/)
        if (isRankList(list)) {
          const fields =
            act === 'add' ? newRow(draft.fields, list, platform.now()) : withoutRow(draft.fields, list, Number(at))
          await ocatDraft(obsid).keep(platform, person, { ...draft, fields })
          return reply.redirect(`${links.ocat(obsid)}#${list}`, 303)
        }
        await ocatDraft(obsid).keep(platform, person, draft)
        demandReadable(await readObservation(platform, obsid), draft)
        return reply.redirect(links.ocatPart(obsid, 'confirm'), 303)
      }),
  )

  web.post(
    `${links.ocat(':obsid')}/draft`,
    { schema: { params: ObsidAddress, body: OcatForm }, config: asking },
    async (request, reply) => {
      const obsid = obsidIn(request.params.obsid)
      if (obsid === undefined) throw noObsid()
      await ocatDraft(obsid).keep(platform, personOf(request), asDraft(request.body))
      return reply.code(204).send()
    },
  )

  web.post(
    links.ocatPart(':obsid', 'reload'),
    { schema: { params: ObsidAddress }, config: asking },
    async (request, reply) => {
      const obsid = obsidIn(request.params.obsid)
      if (obsid === undefined) throw noObsid()
      await ocatDraft(obsid).drop(platform, personOf(request))
      return reply.redirect(links.ocat(obsid), 303)
    },
  )
}

/** What would be sent, sending it, and what was sent. */
function addConfirmRoutes(web: Web, platform: Platform): void {
  web.get(links.ocatPart(':obsid', 'confirm'), { schema: { params: ObsidAddress }, config: asking }, (request, reply) =>
    orAsk(request, reply, async (obsid) => {
      const draft = await ocatDraft(obsid).read(platform, personOf(request))
      if (!draft) return noDraft(request, reply, obsid)
      const it = await planOf(platform, request, obsid, draft)
      const view = await lookAt(platform, personOf(request), obsid, true)
      return sendPage(
        reply,
        confirmPage(pageOf(request), { ...(await viewOf(platform, request, it)), warnings: view.warnings }),
      )
    }),
  )

  web.post(
    links.ocatPart(':obsid', 'confirm'),
    { schema: { params: ObsidAddress, body: ConfirmForm }, config: asking },
    (request, reply) =>
      orAsk(request, reply, async (obsid) => {
        const person = personOf(request)
        const draft = await ocatDraft(obsid).read(platform, person)
        if (!draft) return noDraft(request, reply, obsid)
        const it = await planOf(platform, request, obsid, draft)
        if (seenOf(it) !== request.body.seen) {
          addNotice(
            reply,
            'warning',
            pageOf(request).t('Something has changed since you looked. This is what would be sent now.'),
          )
          return reply.redirect(links.ocatPart(obsid, 'confirm'), 303)
        }
        const made = await send(platform, person, it, (tx) => ocatDraft(obsid).take(tx, person))
        await sentDraft(obsid).keep(platform, person, {
          kind: it.kind,
          made: made.map(({ key }) => key),
          refused: it.refused.map((one) => one.obsid),
          unaffected: [...it.unaffected],
          skipped: it.extras
            .filter(({ skipped }) => skipped.length > 0)
            .map(({ observation, skipped }) => ({ obsid: observation.obsid, flags: [...skipped] })),
        })
        return reply.redirect(links.ocatPart(obsid, 'sent'), 303)
      }),
  )

  web.get(
    links.ocatPart(':obsid', 'sent'),
    { schema: { params: ObsidAddress }, config: asking },
    async (request, reply) => {
      const obsid = obsidIn(request.params.obsid)
      const sent = obsid === undefined ? undefined : await sentDraft(obsid).read(platform, personOf(request))
      if (obsid === undefined || !sent) return reply.redirect(links.askObsid(), 303)
      return sendPage(reply, sentPage(pageOf(request), obsid, sent))
    },
  )
}

/** Goes on with the obsid of the address; where it is none, or not in the catalog, another is asked for. */
async function orAsk(
  request: FastifyRequest<{ Params: { obsid: string } }>,
  reply: FastifyReply,
  work: (obsid: number) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const obsid = obsidIn(request.params.obsid)
  if (obsid === undefined) return reply.redirect(links.askObsid(), 303)
  try {
    return await work(obsid)
  } catch (error) {
    if (!(error instanceof ObsidUnknown || error instanceof ObsidAmbiguous)) throw error
    addNotice(reply, 'danger', pageOf(request).t(error.message))
    return reply.redirect(links.askObsid(), 303)
  }
}

function noDraft(request: FastifyRequest, reply: FastifyReply, obsid: number): FastifyReply {
  addNotice(
    reply,
    'info',
    pageOf(request).t('Nothing of this observation is being changed, or it was forgotten meanwhile.'),
  )
  return reply.redirect(links.ocat(obsid), 303)
}

async function planOf(platform: Platform, request: FastifyRequest, obsid: number, draft: OcatDraft): Promise<Plan> {
  const observation = await readObservation(platform, obsid)
  const { wanted, extras } = demandReadable(observation, draft)
  return plan(platform, personOf(request), { observation, kind: draft.kind, wanted, extras })
}

/** @throws UserError `observations.form`, `observations.obsid-list`, with a message for each field */
function demandReadable(observation: Observation, draft: OcatDraft) {
  const extras = readObsidList(draft.multiobsid, 'multiobsid').filter((obsid) => obsid !== observation.obsid)
  const { wanted, errors } = readForm(observation, draft.fields)
  if (errors.length === 0) return { wanted, extras }
  throw new UserError('invalid', 'observations.form', 'Some fields cannot be taken as they are.', { fields: errors })
}

async function viewOf(platform: Platform, request: FastifyRequest, it: Plan) {
  const { db } = platform
  const person = personOf(request)
  const { obsid } = it.main.observation
  const [letters, approved, overlaps, why] = await Promise.all([
    previewLetters(platform, person, it).then((all) => addressed(platform, db, person, all)),
    approvedAmong(db, [obsid]),
    overlapsOf(db, obsid, new Set(it.main.requests.keys())),
    whyNotSend(platform, it),
  ])
  return {
    plan: it,
    overlaps,
    isApproved: approved.has(obsid),
    why: why?.message ?? null,
    seen: seenOf(it),
    letters: letters.map((letter) => worded(platform, letter, pageOf(request).look.name)),
  }
}

/** A short text that changes with everything that would be kept. */
function seenOf({ kind, main, extras }: Plan): string {
  const kept = [main, ...extras].map(({ observation, originals, requests }) => [
    observation.obsid,
    [...originals],
    [...requests],
  ])
  return createHash('sha256')
    .update(JSON.stringify([kind, kept]))
    .digest('base64url')
}

function asDraft({
  act: _act,
  kind,
  multiobsid,
  _token,
  _key,
  ...fields
}: Record<string, unknown> & { kind: OcatDraft['kind']; multiobsid: string }): OcatDraft {
  return { kind, multiobsid, fields: fields as Fields }
}

/** What stands in the form: rows of ranked constraints are the draft's alone, so that one taken out stays out. */
function valuesOf(observation: Observation, draft: OcatDraft | undefined): Fields {
  const original = fieldsOf(observation)
  if (!draft) return original
  const scalars = Object.entries(original).filter(([name]) => !isRankList(name.split('-', 1)[0] ?? ''))
  return { ...Object.fromEntries(scalars), ...draft.fields, kind: draft.kind, multiobsid: draft.multiobsid }
}

const isRankList = (text: string): text is RankList => Object.hasOwn(rankKinds, text)

const noObsid = (): UserError =>
  new UserError('invalid', 'observations.no-obsid', 'An obsid is a whole number.', {
    fields: [{ path: 'obsid', code: 'observations.no-obsid', message: 'An obsid is a whole number.' }],
  })
