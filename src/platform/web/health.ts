import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Db } from '../database/tables.ts'
import type { BlobStore } from '../files/blob-store.ts'
import type { Platform } from '../platform.ts'
import type { Web } from './web.ts'

/** A dependency that says nothing for so long is as good as gone. */
const patienceMs = 1_000
const leastFreeBytes = 50 * 1024 * 1024

/**
 * `GET /healthz`: the process turns. `GET /readyz`: the database, the files and the queue answer within a second, and the
 * process is not stopping (`isReady`). Neither needs a session, and neither tells versions or reasons.
 */
export function addHealthRoutes(web: Web, platform: Platform, isReady: () => boolean): void {
  const config = { rule: 'open', api: true, vital: true, probe: true } as const
  web.get('/healthz', { config }, async () => ({ status: 'ok' }))
  web.get('/readyz', { config }, async (_request, reply) => {
    const isWell = isReady() && (await areAllWell(platform))
    reply.code(isWell ? 200 : 503)
    if (!isWell) reply.header('retry-after', '2')
    return { status: isWell ? 'ready' : 'not ready' }
  })
}

async function areAllWell(platform: Platform): Promise<boolean> {
  const { blobs, stagingFolder } = platform.files
  const answers = [queueAnswers(platform.db), filesAnswer(blobs), diskHasRoom(stagingFolder)].map(inTime)
  return (await Promise.all(answers)).every(Boolean)
}

/** One question to the table of jobs asks the database and the queue at once. */
async function queueAnswers(db: Db): Promise<boolean> {
  await sql`select 1 from tasks_jobs limit 1`.execute(db)
  return true
}

/** Wherever files are kept. */
async function filesAnswer(blobs: BlobStore): Promise<boolean> {
  await blobs.answers()
  return true
}

async function diskHasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize > leastFreeBytes
}

/** False where it fails or takes too long. */
function inTime(answer: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, patienceMs, false).unref())
  return Promise.race([answer.catch(() => false), late])
}
