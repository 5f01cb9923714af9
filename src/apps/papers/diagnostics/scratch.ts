import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrationsOf, type Shell } from '../../../platform/app.ts'
import { migrateUp } from '../../../platform/database/migrating.ts'
import { openSqlite } from '../../../platform/database/sqlite.ts'
import type { Platform } from '../../../platform/platform.ts'

/** A house without anything in a folder of its own, for as long as the work takes; the real one is not touched. */
export async function inScratchHouse<Result>(
  { config, open, parts }: Pick<Shell, 'config' | 'open' | 'parts'>,
  work: (platform: Platform) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-scratch-'))
  try {
    const file = join(folder, 'lyceum.db')
    await prepare(file, migrationsOf(await parts()))
    const house = await open({
      ...config,
      instance: folder,
      databaseUrl: `sqlite:${file}`,
      filesUrl: undefined,
      contact: 'nobody-is-asked@lyceum-scratch.org',
    })
    try {
      return await work(house.platform)
    } finally {
      await house.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepare(file: string, lines: Parameters<typeof migrateUp>[2]): Promise<void> {
  const database = openSqlite(file, 'command')
  try {
    await migrateUp(database.db, database.kind, lines)
  } finally {
    await database.close()
  }
}
