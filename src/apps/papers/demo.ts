import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoPiece } from '../../platform/demo/demo.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { cancelImport, startImport } from './importing.ts'
import { links } from './links.ts'
import { deletePapers, listPapersOfImport } from './queries/duplicates.ts'
import { filesOfMany } from './queries/files.ts'
import { deleteImport, findImport } from './queries/imports.ts'
import { cancelJobsOf } from './queueing.ts'
import { draftSampleList } from './samples/sample-list.ts'
import type { ImportRow } from './tables.ts'

/** More than the sample list holds. */
const most = 500
const lookMs = 100
const longestMs = 60_000

/** A dozen well-known papers, as a list that was uploaded. */
const list: DemoPiece = {
  name: 'papers.list',
  title: 'A list of well-known papers',
  href: links.import,
  make: async (platform, person) => {
    const { id } = await draftSampleList(platform, person.id, person.id)
    await startImport(platform, person.id, id)
    return id
  },
  isThere: async (db, id) => ((await findImport(db, id))?.state ?? 'rolled_back') !== 'rolled_back',
  remove: async (platform, id, by) => {
    const found = await settled(platform, id, by)
    if (found) await removeList(platform, found, by)
  },
}

/**
 * The list once nothing works on it any more.
 *
 * @throws UserError `papers.import-state` where something does for too long, as when no worker runs
 */
async function settled(platform: Platform, id: string, by: string): Promise<ImportRow | undefined> {
  for (let looks = 0; looks < longestMs / lookMs; looks++) {
    const found = await findImport(platform.db, id)
    if (!found || !['queued', 'running', 'rolling_back'].includes(found.state)) return found
    if (found.state !== 'rolling_back') await cancelImport(platform, by, id).catch(ignoreEnded)
    await sleep(lookMs)
  }
  const sentence = 'The list is still being worked on. Start the house (lyceum serve) and try again in a moment.'
  throw new UserError('conflict', 'papers.import-state', sentence)
}

/** It ended between the look and the call; the next look sees it. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof UserError && error.code === 'papers.import-state')) throw error
}

async function removeList(platform: Platform, { id, file_id: fileId }: ImportRow, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const papers = (await listPapersOfImport(tx, id, 0, most)).map((paper) => paper.id)
    await cancelJobsOf(platform, tx, papers, by)
    for (const file of [...(await filesOfMany(tx, papers)).values()].flat())
      await platform.files.remove(tx, file.file_id)
    await deletePapers(tx, papers)
    await deleteImport(tx, id)
    await platform.files.remove(tx, fileId)
  })
}

export const demo = [list]
