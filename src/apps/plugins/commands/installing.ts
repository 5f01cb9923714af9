import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { openClock } from '../../../platform/clock.ts'
import { UserError } from '../../../platform/errors.ts'
import { loadCatalogue } from '../loading/catalogue.ts'
import { install, type Plan, remove } from '../loading/installing.ts'
import { reloadPlugins } from '../tasks/catalogues.ts'

type Options = Readonly<{ dryRun?: boolean; update?: boolean }>

/** `install`, `remove` and `reload`. */
export function addInstalling(plugins: Command, shell: Shell): void {
  plugins
    .command('install')
    .description(
      'install plugins into this instance; without a name, all of LYCEUM_GIT_PLUGINS and all that is missing',
    )
    .argument('[what...]', 'NAME@1.2.3 of npm, git+https://….git@REF#subdirectory=FOLDER, or ./folder')
    .option('--dry-run', 'only say what would be fetched, and which packages all plugins together need')
    .option('--update', 'fetch also what is there already, such as the newest commit of a branch')
    .action(async (what: string[], { dryRun = false, update = false }: Options) => {
      const now = openClock(shell.config)()
      const plan = await install(shell.config, what, { isDryRun: dryRun, isUpdate: update, now })
      if (!dryRun && plan.fetched.length > 0) await reload(shell)
      const { errors } = dryRun ? { errors: [] } : await loadCatalogue(shell.config)
      shell.print({ ...plan, errors }, (told) => wordsOf(told, dryRun).join('\n'))
      if (errors.length > 0) shell.foundSomething()
    })

  plugins
    .command('remove')
    .description('take a plugin out of this instance; its results stay')
    .argument('<what>', 'its folder or origin, as "plugins list" shows them')
    .action(async (what: string) => {
      const removed = await remove(shell.config, what)
      await reload(shell)
      shell.print(removed, ({ origin }) => `removed ${origin}`)
    })

  plugins
    .command('reload')
    .description('have the running house look for plugins again')
    .action(async () => {
      await reload(shell)
      const { plugins, errors } = await loadCatalogue(shell.config)
      shell.print({ plugins: plugins.length, errors }, (found) =>
        [
          `${found.plugins} plugins on this machine; every process of the house looks again.`,
          ...found.errors.map(({ file, reason }) => `not loaded: ${file}: ${reason}`),
        ].join('\n'),
      )
      if (errors.length > 0) shell.foundSomething()
    })
}

/** How long another process may remember a setting on PostgreSQL. */
const rememberedMs = 1_000

/**
 * Answers when every process of the house sees it. A house that was never started has no database yet, and nothing that
 * would have to look again.
 */
async function reload(shell: Shell): Promise<void> {
  try {
    const platform = await shell.platform()
    await reloadPlugins(platform, 'cli')
    if (platform.database.kind === 'postgres') await sleep(rememberedMs)
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'database.schema-older')) throw error
  }
}

type Told = Plan & Readonly<{ errors: readonly Readonly<{ file: string; reason: string }>[] }>

function wordsOf({ fetched, kept, packages, errors }: Told, isDryRun: boolean): string[] {
  return [
    ...fetched.map((asked) => `${isDryRun ? 'would fetch' : 'installed'} ${asked}`),
    ...kept.map(({ origin }) => `kept ${origin}`),
    ...Object.entries(packages).map(([name, range]) => `package ${name}@${range}`),
    ...(fetched.length === 0 ? ['Nothing to do.'] : []),
    ...errors.map(({ file, reason }) => `not loaded: ${file}: ${reason}`),
  ]
}
