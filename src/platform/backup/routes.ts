import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { downloadHeaders } from '../files/download-headers.ts'
import { parseRange } from '../files/ranges.ts'
import type { Platform } from '../platform.ts'
import { listJobs } from '../tasks/queries.ts'
import type { AnyTask, Enqueued, EnqueueOptions, Task } from '../tasks/tasks.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { type Archive, backupFolder, knownArchives, removeArchive, unknownArchive } from './archives.ts'
import { links } from './links.ts'
import { type BackupsShown, backupsPage, backupsPart } from './pages/backups.ts'
import { listNames } from './queries.ts'
import { dailySetting, hourSetting, monthlySetting, nightlySetting, weeklySetting } from './settings.ts'
import { makeTask, verifyTask } from './tasks.ts'

const config = { rule: 'house.administer' } as const
const params = z.object({ id: z.string().max(64) })

/** Admin → Backups: what there is, making one now, proving, fetching and removing. */
export function addRoutes(web: Web, platform: Platform): void {
  web.get(links.list(), { config }, async (request, reply) => {
    const shown = await shownBackups(platform)
    if (wantsFragment(request)) return sendFragment(reply, backupsPart(pageOf(request), shown))
    return sendPage(reply, backupsPage(pageOf(request), shown))
  })

  web.post(links.list(), { config }, async (request, reply) => {
    const by = actorOf(personOf(request))
    const { created } = await enqueue(platform, makeTask, { origin: 'person', by } as const, {
      uniqueKey: makeTask.name,
      askedBy: by,
      requestId: request.id,
    })
    const page = pageOf(request)
    if (!created) addNotice(reply, 'info', page.t('A backup is being made already.'))
    return reply.redirect(links.list(), 303)
  })

  web.get(links.download(':id'), { schema: { params }, config }, async (request, reply) => {
    const archive = await demandHere(platform, request.params.id)
    const range = parseRange(request.headers.range, archive.size_bytes)
    if (range === 'unsatisfiable')
      return reply.code(416).header('content-range', `bytes */${archive.size_bytes}`).send()
    if ((range?.start ?? 0) === 0) await recordDownload(platform, archive, actorOf(personOf(request)), request.id)
    return sendArchive(reply, archive, range)
  })

  web.post(links.verify(':id'), { schema: { params }, config }, async (request, reply) => {
    const { id } = await demandHere(platform, request.params.id)
    const by = actorOf(personOf(request))
    await enqueue(platform, verifyTask, { id, by }, { uniqueKey: `${verifyTask.name}/${id}`, askedBy: by })
    return reply.redirect(links.list(), 303)
  })

  web.post(links.remove(':id'), { schema: { params }, config }, async (request, reply) => {
    await removeArchive(platform, request.params.id, actorOf(personOf(request)), request.id)
    platform.live.publish(links.topic)
    addNotice(reply, 'success', pageOf(request).t('The backup is removed.'))
    return reply.redirect(links.list(), 303)
  })
}

async function shownBackups(platform: Platform): Promise<BackupsShown> {
  const { db, settings, config } = platform
  const [archives, folder, isNightly, hour, daily, weekly, monthly, jobs] = await Promise.all([
    knownArchives(platform),
    backupFolder(platform),
    settings.get(db, nightlySetting),
    settings.get(db, hourSetting),
    settings.get(db, dailySetting),
    settings.get(db, weeklySetting),
    settings.get(db, monthlySetting),
    jobsUnderWay(platform),
  ])
  const names = await namesOf(platform, archives)
  return { archives, names, folder, isNightly, hour, timezone: config.timezone, keep: { daily, weekly, monthly }, jobs }
}

async function jobsUnderWay({ db }: Platform): Promise<BackupsShown['jobs']> {
  const found = await Promise.all(
    [makeTask, verifyTask].map(async ({ name, title }: AnyTask) => {
      const jobs = await listJobs(db, { task: name, states: ['running', 'queued'] }, { limit: 5 })
      return jobs.map((job) => ({ job, title, mayCancel: true, mayRetry: true }))
    }),
  )
  return found.flat()
}

/** People by their names, as far as they are people. */
async function namesOf({ db }: Platform, archives: readonly Archive[]): Promise<ReadonlyMap<string, string>> {
  const actors = [...new Set(archives.map(({ made_by }) => made_by))]
  if (actors.length === 0) return new Map()
  return new Map((await listNames(db, actors)).map(({ id, name }) => [id, name]))
}

function enqueue<Input>(
  { db, tasks }: Platform,
  task: Task<Input>,
  input: Input,
  options: EnqueueOptions,
): Promise<Enqueued> {
  return db.transaction().execute((tx) => tasks.enqueue(tx, task, input, options))
}

/** @throws UserError `backup.no-file` where the list has no such archive, or its file is not on this machine. */
async function demandHere(platform: Platform, id: string): Promise<Archive> {
  const archive = (await knownArchives(platform)).find((one) => one.id === id)
  if (!archive?.isHere) throw unknownArchive()
  return archive
}

async function recordDownload(
  { db, activity }: Platform,
  { file, made_at }: Archive,
  by: string,
  requestId: string,
): Promise<void> {
  const entry = { actor: by, action: 'backup.downloaded', status: 'warning', requestId } as const
  await db.transaction().execute((tx) => activity.record(tx, { ...entry, details: { file, madeAt: made_at } }))
}

function sendArchive(
  reply: FastifyReply,
  { id, file, size_bytes, made_at }: Archive,
  range: { start: number; end: number } | undefined,
): FastifyReply {
  const [start, end] = [range?.start ?? 0, range?.end ?? size_bytes - 1]
  reply
    .headers(downloadHeaders({ name: basename(file), sha256: `${id}-${made_at}` }))
    .header('cache-control', 'private, no-store')
    .header('content-length', end - start + 1)
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${size_bytes}`)
  return reply.send(createReadStream(file, { start, end }))
}
