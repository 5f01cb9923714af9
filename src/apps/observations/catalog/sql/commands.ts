import type { Command } from 'commander'
import type { Shell } from '../../../../platform/app.ts'
import { UserError } from '../../../../platform/errors.ts'
import { sampleRows } from '../samples/sample-catalog.ts'
import { openForFilling } from './opening.ts'
import { catalogDb, loadCatalog } from './schema.ts'

/** `lyceum observations catalog …`: fills a database that `LYCEUM_OBSERVATIONS_CATALOG` can name. */
export function catalogCommands(observations: Command, shell: Shell): void {
  const catalog = observations.command('catalog').description('Catalogs of observations in databases of their own')
  catalog
    .command('load')
    .description('fill the tables of a catalog, made where they are missing; what is in them is replaced')
    .argument('<url>', 'sqlite:PATH or postgres://…; never the database of the house')
    .option('--obsids <list>', 'ask the public archive for these, such as 16196,8000-8008; the samples without it')
    .action(async (url: string, { obsids }: { obsids?: string }) => {
      if (url === shell.config.databaseUrl) {
        throw new UserError('invalid', 'observations.catalog-url', 'This is the database of the house: name another.')
      }
      const rows = obsids === undefined ? sampleRows : await archiveRows(shell, obsids)
      const database = await openForFilling(url)
      try {
        await loadCatalog(catalogDb(database), rows)
      } finally {
        await database.close()
      }
      const observed = rows.target?.length ?? 0
      shell.print({ observations: observed }, () => `${observed} observations are in the catalog.`)
    })
}

async function archiveRows(shell: Shell, obsids: string) {
  const [{ openArchive }, { rowsFromArchive }, { readObsidList }] = await Promise.all([
    import('../archive/asking.ts'),
    import('../archive/copying.ts'),
    import('../../revisions/obsid-list.ts'),
  ])
  return rowsFromArchive(openArchive(await shell.platform()), readObsidList(obsids))
}
