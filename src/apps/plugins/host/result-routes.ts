import { Readable } from 'node:stream'
import { z } from 'zod'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { findPerson } from '../../../platform/accounts/queries/people.ts'
import { zipWith } from '../../../platform/archives/writing.ts'
import { UserError } from '../../../platform/errors.ts'
import { contentDisposition } from '../../../platform/files/download-headers.ts'
import { downloadName } from '../../../platform/files/names.ts'
import type { Platform } from '../../../platform/platform.ts'
import { bibtexOf } from '../../../platform/provenance/citing.ts'
import { type CrateFile, crateOf } from '../../../platform/provenance/crate.ts'
import { methodsText } from '../../../platform/provenance/methods.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { notFound } from '../../../platform/web/errors.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { listOutputs } from '../queries/files.ts'
import type { TaskRow } from '../tables.ts'
import { catalogueOf } from '../tasks/catalogues.ts'
import { isExactlyRepeatable, provenanceOfTask } from '../tasks/provenance.ts'
import { startTask } from '../tasks/starting.ts'
import { findVisible } from './seeing.ts'

const params = z.object({ seq: z.string().regex(/^\d{1,15}$/) })

/** What somebody takes along from a run, and the same once more. */
export function addResultRoutes(web: Web, platform: Platform): void {
  const { db, files } = platform
  const read = { rule: 'plugins.read' } as const

  web.get('/plugins/tasks/:seq/citations.bib', { config: read, schema: { params } }, async (request, reply) => {
    const { record } = await recordOf(await visible(request, request.params.seq))
    return sendLines(
      reply,
      { name: `${record.id}.bib`, type: 'application/x-bibtex' },
      Readable.from([bibtexOf(record)]),
    )
  })

  web.get('/plugins/tasks/:seq/results.zip', { config: read, schema: { params } }, async (request, reply) => {
    const task = await visible(request, request.params.seq)
    const { record } = await recordOf(task)
    const results = await resultsOf(task.seq)
    const owner = task.owner_id === null ? undefined : await findPerson(db, task.owner_id)
    const agent = { id: task.owner_id ?? 'nobody', name: owner?.name ?? '', orcid: owner?.orcid ?? null }
    const times = { madeAt: platform.now(), changedAt: task.finished_at ?? task.started_at }
    const about = { title: record.title, description: '', url: record.url, ...times }
    const crate = crateOf({ ...about, agent, files: [], runs: [{ record, results }] })
    const archive = zipWith((zip) => {
      zip.text('ro-crate-metadata.json', `${JSON.stringify(crate, null, 2)}\n`)
      zip.text('methods.txt', `${methodsText(record)}\n`)
      zip.text('citations.bib', bibtexOf(record))
      if (task.log !== '') zip.text('log.txt', `${task.log}\n`)
      for (const { path, sha256, sizeBytes } of results) zip.stream(path, () => files.read(sha256), { sizeBytes })
    })
    return reply
      .headers({
        'content-type': 'application/zip',
        'content-disposition': contentDisposition('attachment', `${record.id}.zip`),
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      .send(archive)
  })

  web.post(
    '/plugins/tasks/:seq/again',
    { config: { rule: 'plugins.run' }, schema: { params } },
    async (request, reply) => {
      const task = await visible(request, request.params.seq)
      const { plugin } = await recordOf(task)
      if (!isExactlyRepeatable(task, plugin))
        throw new UserError(
          'gone',
          'plugins.not-again',
          'Not everything that was asked for is still known. Open its form instead, and fill in what is missing.',
        )
      const seq = await startTask(platform, plugin, JSON.parse(task.parameters_json), {
        personId: personOf(request).id,
      })
      return reply.redirect(links.task(seq), 303)
    },
  )

  async function visible(request: Parameters<typeof personOf>[0], seq: string): Promise<TaskRow> {
    const task = await findVisible(platform, personOf(request), seq)
    if (!task) throw notFound()
    return task
  }

  async function recordOf(task: TaskRow) {
    const plugin = (await catalogueOf(platform)).find(task.plugin)
    return { plugin, record: await provenanceOfTask(platform, task, plugin) }
  }

  /** Names that two results have in common are told apart by their number. */
  async function resultsOf(seq: number): Promise<CrateFile[]> {
    const found: CrateFile[] = []
    const taken = new Set<string>()
    for (const output of await listOutputs(db, seq)) {
      const stored = output.file_id === null ? undefined : await files.find(db, output.file_id)
      if (!stored) continue
      const plain = downloadName(output.name)
      const path = `results/${taken.has(plain.toLowerCase()) ? `${output.seq}-${plain}` : plain}`
      taken.add(plain.toLowerCase())
      const { sha256, sizeBytes } = stored
      found.push({ path, name: output.name, mediaType: output.content_type, sizeBytes, sha256 })
    }
    return found
  }
}
