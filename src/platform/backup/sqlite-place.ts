import { existsSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { forgetUnfinished, keepAside } from './keeping-aside.ts'
import type { Place, PlaceOptions } from './places.ts'

/** A file that another one replaces by a rename. The hold on the instance keeps servers away. */
export async function openSqlitePlace({ config, instance }: PlaceOptions): Promise<Place> {
  const database = config.databaseUrl.slice('sqlite:'.length)
  // On the same file system as the database, whose place it takes.
  const staged = `${database}.restoring`
  await forgetUnfinished(instance.folder, staged)
  return {
    staged,
    demandUnused: async () => {},
    isEmpty: async () => !existsSync(database),
    take: async (at) => {
      const { folder } = instance
      const fileFolder = config.filesUrl === undefined ? instance.fileFolder : null
      const aside = existsSync(database) ? await keepAside({ folder, fileFolder, database, at }) : null
      await rename(staged, database)
      await flush(dirname(database))
      return aside
    },
    close: () => forgetUnfinished(instance.folder, staged),
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
