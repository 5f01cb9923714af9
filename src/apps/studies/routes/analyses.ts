import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { type AnalysisKind, analysesOf } from '../../../platform/analyses.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState, filledForm } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, type View, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findKind, freeTitle, repeat, sentOf, startAnalyses } from '../analysing.ts'
import { choosableFiles } from '../inputs.ts'
import { callOff, keepLonger, removeAnalysis } from '../keeping.ts'
import { links } from '../links.ts'
import { lookAt } from '../looking.ts'
import { analysisCard } from '../pages/analysis-card.ts'
import { analysisFormPage, chooseAnalysisPage, type ShownForm } from '../pages/analysis-form.ts'
import { analysisList } from '../pages/analysis-list.ts'
import { findAnalysis, listAnalyses } from '../queries/analyses.ts'
import { listPresets } from '../queries/sharing.ts'
import { quotasOf } from '../quotas.ts'
import { findSame, lastSettings } from '../reusing.ts'
import { AnalysisForm, IdParams, NewAnalysisQuery } from '../schemas.ts'
import { spokenIn } from '../speaking.ts'
import type { StudyRow } from '../tables.ts'
import { analysisOf, demandOwner, ownStudyOf, studyOf } from './finding.ts'
import { runsOf } from './studies.ts'

const edit = { rule: 'studies.edit' } as const
const params = IdParams
type Form = Record<string, unknown>

/** Asking for analyses, and what may be done with one that runs. */
export function addAnalysisRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(
    '/studies/:id/analyses/new',
    { schema: { params, querystring: NewAnalysisQuery }, config: edit },
    async (request, reply) => {
      const { study } = await ownStudyOf(platform, request, request.params.id)
      const { language } = pageOf(request)
      const { kind: id, from, preset, usual, file: fileId } = request.query
      if (id === undefined) {
        const kinds = await (await analysesOf(platform)).list(platform, language)
        return sendPage(reply, await chooseView(request, study, kinds, fileId))
      }
      const kind = await findKind(platform, id, language)
      const earlier = from === undefined ? undefined : await findAnalysis(db, from)
      const isOfStudy = earlier?.study_id === study.id
      const person = personOf(request)
      const kept = (await listPresets(db, person.id, kind.name)).find((one) => one.id === preset)
      const chosen = isOfStudy && earlier ? sentOf(earlier) : kept && JSON.parse(kept.values_json)
      const isPlain = chosen === undefined && usual === undefined
      const last = isPlain ? await lastSettings(db, person.id, kind) : undefined
      const given = Object.entries(request.query).filter(([name]) => name.startsWith('v.'))
      const basis = chosen ?? last?.sent ?? (given.length > 0 ? tickedOf(kind) : {})
      const fields = { ...asFields(basis), ...Object.fromEntries(given) }
      const state = Object.keys(fields).length > 0 ? filledForm({ mail: '1', ...fields }) : emptyForm
      const earlierTitle = isOfStudy ? earlier?.title : undefined
      return sendPage(
        reply,
        await formView(platform, request, study, kind, state, { from: earlierTitle, last: last?.title }),
      )
    },
  )

  async function chooseView(
    request: FastifyRequest,
    study: StudyRow,
    kinds: readonly AnalysisKind[],
    fileId: string | undefined,
  ): Promise<View> {
    const files = fileId === undefined ? [] : await choosableFiles(platform, study)
    const file = files.find((one) => one.id === fileId)
    if (fileId !== undefined && !file) throw notFound()
    return chooseAnalysisPage(pageOf(request), study, kinds, file)
  }

  const again = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { study } = await ownStudyOf(platform, request, (request.params as { id: string }).id)
    const kind = await findKind(platform, String((request.body as Form).kind), pageOf(request).language)
    const isSame = state.errors.some(({ path }) => path === 'anew')
    const wish = { kind, sent: sentFrom(kind, request.body as Form) }
    const same = isSame ? await findSame(platform, personOf(request), study, wish) : undefined
    return formView(platform, request, study, kind, { ...state, errors: await explained(request, state) }, { same })
  }
  /** What the kind of analysis says of its own fields, it says in English. */
  const explained = async (request: FastifyRequest, { errors }: FormState): Promise<FormState['errors']> => {
    const analyses = await analysesOf(platform)
    const inWords = (message: string): string => analyses.explain(message, pageOf(request).language)
    return errors.map((error) => (error.path.startsWith('v.') ? { ...error, message: inWords(error.message) } : error))
  }
  web.post(
    '/studies/:id/analyses',
    { schema: { params, body: AnalysisForm }, config: { ...edit, form: again } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const { kind: id, title, mail, anew } = request.body
      const form = request.body as Form
      const kind = await findKind(platform, id)
      const wish = { kind, title, tellByMail: mail !== undefined, sent: sentFrom(kind, form), sweep: sweepOf(form) }
      if (anew === undefined && (await findSame(platform, person, study, wish))) throw computedBefore()
      const rows = await startAnalyses(platform, person, study, wish)
      const [first] = rows
      if (rows.length === 1 && first) return reply.redirect(links.analysis(first.id), 303)
      addNotice(reply, 'success', pageOf(request).t('{{count}} analyses are asked for.', { count: rows.length }))
      return reply.redirect(`${links.study(study.id)}#study-analyses`, 303)
    },
  )

  web.get('/studies/:id/analyses', { schema: { params }, config: { rule: 'studies.read' } }, async (request, reply) => {
    const { person, study } = await studyOf(platform, request, request.params.id)
    if (!wantsFragment(request)) return reply.redirect(`${links.study(study.id)}#study-analyses`, 303)
    const analyses = await listAnalyses(db, study.id)
    const page = pageOf(request)
    const shown = {
      study,
      analyses: await spokenIn(platform, page.language, analyses),
      runs: await runsOf(platform, analyses),
      mayEdit: study.owner_id === person.id,
    }
    return sendFragment(reply, analysisList(page, shown))
  })

  web.get(
    '/studies/analyses/:id/card',
    { schema: { params }, config: { rule: 'studies.read' } },
    async (request, reply) => {
      const { person, study, analysis } = await analysisOf(platform, request, request.params.id)
      if (!wantsFragment(request)) return reply.redirect(links.analysis(analysis.id), 303)
      // What came of it stands on the page around the card.
      if (analysis.finished_at !== null) reply.header('hx-refresh', 'true')
      return sendFragment(reply, analysisCard(pageOf(request), await lookAt(platform, person, study, analysis)))
    },
  )

  web.post('/studies/analyses/:id/cancel', { schema: { params }, config: edit }, async (request, reply) => {
    const found = await analysisOf(platform, request, request.params.id)
    demandOwner(found)
    await db.transaction().execute((tx) => callOff(platform, tx, found.analysis, actorOf(found.person)))
    platform.live.publish(links.analysisTopic(found.analysis.id))
    addNotice(reply, 'info', pageOf(request).t('It is called off. What was asked for and its log are kept.'))
    return reply.redirect(links.analysis(found.analysis.id), 303)
  })

  web.post('/studies/analyses/:id/again', { schema: { params }, config: edit }, async (request, reply) => {
    const { analysis, ...found } = await analysisOf(platform, request, request.params.id)
    demandOwner(found)
    const row = await repeat(platform, found.person, found.study, analysis)
    return reply.redirect(links.analysis(row.id), 303)
  })

  web.post('/studies/analyses/:id/extend', { schema: { params }, config: edit }, async (request, reply) => {
    const found = await analysisOf(platform, request, request.params.id)
    demandOwner(found)
    await keepLonger(platform, found.analysis)
    addNotice(reply, 'success', pageOf(request).t('The results are kept longer.'))
    return reply.redirect(links.analysis(found.analysis.id), 303)
  })

  web.post('/studies/analyses/:id/remove', { schema: { params }, config: edit }, async (request, reply) => {
    const found = await analysisOf(platform, request, request.params.id)
    demandOwner(found)
    await removeAnalysis(platform, found.person, found.study, found.analysis)
    addNotice(reply, 'info', pageOf(request).t('“{{title}}” is gone for good.', { title: found.analysis.title }))
    return reply.redirect(links.study(found.study.id), 303)
  })
}

/** Boxes that are ticked before anybody touches them: a form that is filled in shows no others. */
const tickedOf = ({ fields }: AnalysisKind): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, one]) =>
      one.kind === 'boolean' && one.default === true ? [[name, 'true']] : [],
    ),
  )

/** What a form brings for the kind's own fields, without the `v.` before their names. */
export function sentFrom({ fields }: AnalysisKind, form: Form): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = form[`v.${name}`]
    if (typeof given === 'string') sent[name] = field.kind === 'boolean' ? 'true' : given
    else if (Array.isArray(given)) sent[name] = given.map(String)
    // A browser sends nothing for a box that is not ticked.
    else if (field.kind === 'boolean') sent[name] = 'false'
    else if (field.kind === 'choices') sent[name] = []
  }
  return sent
}

const asFields = (sent: Record<string, string | string[]>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(sent).map(([name, value]) => [`v.${name}`, value === 'true' ? '1' : value]))

const sweepOf = (form: Form) => ({
  field: String(form['sweep.field'] ?? ''),
  values: String(form['sweep.values'] ?? ''),
})

const computedBefore = (): UserError => {
  const message = 'The same was computed before.'
  return new UserError('conflict', 'studies.computed-before', message, {
    fields: [{ path: 'anew', code: 'studies.computed-before', message }],
  })
}

async function formView(
  platform: Platform,
  request: FastifyRequest,
  study: StudyRow,
  kind: AnalysisKind,
  state: FormState,
  { from, last, same }: Pick<Partial<ShownForm>, 'from' | 'last' | 'same'>,
): Promise<View> {
  const { db } = platform
  const person = personOf(request)
  return analysisFormPage(pageOf(request), {
    study,
    kind,
    state,
    from,
    last,
    same,
    files: await choosableFiles(platform, study),
    presets: await listPresets(db, person.id, kind.name),
    quotas: await quotasOf(platform, db, person.id),
    title: await freeTitle(db, study.id, from ?? kind.title),
  })
}
