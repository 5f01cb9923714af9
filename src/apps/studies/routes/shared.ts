import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findPerson } from '../../../platform/accounts/queries/people.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendStored } from '../../../platform/web/downloads.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { lookClosely } from '../looking.ts'
import { notebookHtml } from '../notebook.ts'
import { analysisPage } from '../pages/analysis.ts'
import { lockedPage, sharedPage } from '../pages/shared.ts'
import { findAnalysis, listAnalyses } from '../queries/analyses.ts'
import { findFile, listFiles } from '../queries/files.ts'
import { SecretParams } from '../schemas.ts'
import { isUnlocked, type Opened, studyBySecret, unlock, unlockedSeconds } from '../sharing.ts'
import { resultsIn, spokenIn } from '../speaking.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'

const config = { rule: 'open' } as const
const text = z.string().max(200)
const SecretFile = SecretParams.extend({ file: text })
const SecretAnalysis = SecretParams.extend({ analysis: text })
const SecretResult = SecretAnalysis.extend({ number: z.string().max(20) })
const PasswordForm = z.object({ password: z.string().max(200) })
const cookieName = 'lyceum-link'

/** What somebody sees who has a link: the secret in the address is the proof, and every wrong one is as good as any other. */
export function addSharedRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get('/studies/shared/:secret', { schema: { params: SecretParams }, config }, async (request, reply) => {
    const { secret } = request.params
    const opened = await opening(secret)
    if (!isOpenFor(request, opened)) return sendPage(reply, lockedPage(pageOf(request), secret, emptyForm))
    const { study } = opened
    const [files, analyses, owner] = await Promise.all([
      listFiles(db, study.id),
      listAnalyses(db, study.id),
      findPerson(db, study.owner_id),
    ])
    const notebook = study.notebook === '' ? null : await notebookHtml(study.notebook, { study, files, analyses })
    const page = pageOf(request)
    const spoken = await spokenIn(platform, page.language, analyses)
    return sendPage(
      reply,
      sharedPage(page, { secret, study, owner: owner?.name ?? '', files, analyses: spoken, notebook }),
    )
  })

  const locked = (request: FastifyRequest, state: FormState): View =>
    lockedPage(pageOf(request), (request.params as { secret: string }).secret, state)
  web.post(
    '/studies/shared/:secret',
    { schema: { params: SecretParams, body: PasswordForm }, config: { ...config, form: locked } },
    async (request, reply) => {
      const { secret } = request.params
      const { link } = await opening(secret)
      const { password } = request.body
      const shown = await unlock(platform, link, { password, address: request.ip })
      reply.setCookie(cookieName, shown, {
        path: links.shared(secret),
        httpOnly: true,
        sameSite: 'lax',
        secure: platform.config.baseUrl.startsWith('https:'),
        maxAge: unlockedSeconds,
      })
      return reply.redirect(links.shared(secret), 303)
    },
  )

  web.get('/studies/shared/:secret/files/:file', { schema: { params: SecretFile }, config }, async (request, reply) => {
    const { secret, file: id } = request.params
    const opened = await opening(secret)
    if (!isOpenFor(request, opened)) return askFirst(reply, secret)
    const file = await findFile(db, opened.study.id, id)
    const stored = file && (await platform.files.find(db, file.file_id))
    if (!file || !stored) throw notFound()
    return sendStored(platform.files, request, reply, { ...stored, name: file.name })
  })

  web.get(
    '/studies/shared/:secret/analyses/:analysis',
    { schema: { params: SecretAnalysis }, config },
    async (request, reply) => {
      const { secret, analysis: id } = request.params
      const opened = await opening(secret)
      if (!isOpenFor(request, opened)) return askFirst(reply, secret)
      const analysis = await analysisIn(opened.study, id)
      const shown = await lookClosely(platform, undefined, opened.study, analysis, ({ number }) =>
        links.sharedResult(secret, id, number),
      )
      const page = pageOf(request)
      return sendPage(
        reply,
        analysisPage(page, { ...(await resultsIn(platform, page.language, shown)), isPublic: true }),
      )
    },
  )

  web.get(
    '/studies/shared/:secret/analyses/:analysis/results/:number',
    { schema: { params: SecretResult }, config },
    async (request, reply) => {
      const { secret, analysis: id, number } = request.params
      const opened = await opening(secret)
      if (!isOpenFor(request, opened)) return askFirst(reply, secret)
      const analysis = await analysisIn(opened.study, id)
      const { outputs } = await lookClosely(platform, undefined, opened.study, analysis, () => '')
      const output = outputs.find((one) => String(one.number) === number)
      const stored = output?.fileId == null ? undefined : await platform.files.find(db, output.fileId)
      if (!output || !stored) throw notFound()
      return sendStored(platform.files, request, reply, { ...stored, name: output.name })
    },
  )

  async function opening(secret: string): Promise<Opened> {
    const opened = await studyBySecret(platform, secret)
    if (!opened) throw notFound()
    return opened
  }

  const isOpenFor = (request: FastifyRequest, { link }: Opened): boolean =>
    isUnlocked(platform, link, request.cookies[cookieName])

  /** The page of the link asks for its password; what lies below it sends there. */
  const askFirst = (reply: FastifyReply, secret: string): FastifyReply => reply.redirect(links.shared(secret), 303)

  async function analysisIn(study: StudyRow, id: string): Promise<AnalysisRow> {
    const analysis = await findAnalysis(db, id)
    if (analysis?.study_id !== study.id) throw notFound()
    return analysis
  }
}
