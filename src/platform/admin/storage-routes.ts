import { statfs } from 'node:fs/promises'
import type { Platform } from '../platform.ts'
import { pageOf, sendPage } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { type DiskRoom, storagePage } from './pages/storage.ts'
import { biggestFiles, storageByApp, storageByKind, storageByPerson, storageTotals } from './queries/storage.ts'
import { namesOf } from './tables/records.ts'

const config = { rule: 'house.administer' } as const
const shownFiles = 20

/** What takes the room: by app, by person, by kind, and the biggest files. */
export function addStorageRoutes(web: Web, platform: Platform): void {
  const { db, database } = platform

  web.get(links.storage(), { config }, async (request, reply) => {
    const [totals, byApp, byPerson, byKind, biggest] = await Promise.all([
      storageTotals(db),
      storageByApp(db, database.kind),
      storageByPerson(db),
      storageByKind(db),
      biggestFiles(db, shownFiles),
    ])
    const owners = [...byPerson.map(({ name }) => name), ...biggest.map(({ owner_id: id }) => id ?? '')]
    const people = await namesOf(db, owners.filter(Boolean))
    const disk = await roomOf(platform)
    return sendPage(reply, storagePage(pageOf(request), { totals, byApp, byPerson, byKind, biggest, people, disk }))
  })
}

/** Null where files lie elsewhere, or the system does not say. */
async function roomOf({ config }: Platform): Promise<DiskRoom | null> {
  if (config.filesUrl !== undefined) return null
  const room = await statfs(config.instance).catch(() => undefined)
  return room ? { freeBytes: room.bavail * room.bsize, totalBytes: room.blocks * room.bsize } : null
}
