import type { Command } from 'commander'
import type { Shell } from '../app.ts'
import type { ShownPiece } from './demo.ts'
import { demoOwner, loadDemo, removeDemo, shownPieces } from './loading.ts'

/** `lyceum demo …`: a small example in every app, and its way out again. */
export function addCommands(program: Command, shell: Shell): void {
  const demo = program.command('demo').description('sample data: a small example in every app')

  demo
    .command('load')
    .description('load the sample data; what is there already stays')
    .option('--as <email>', 'the administrator to whom they belong; the first where nobody is named')
    .action(async ({ as }: { as?: string }) => {
      const platform = await shell.platform()
      await loadDemo(platform, await demoOwner(platform, as))
      const pieces = await shownPieces(platform)
      const hint = 'Lists are read and runs are done by the running house (lyceum serve).'
      shell.print(pieces, () => `${wordsOf(platform.config.baseUrl, pieces)}\n${hint}`)
    })

  demo
    .command('remove')
    .description('take the sample data away, with all that came of them')
    .action(async () => {
      const platform = await shell.platform()
      await removeDemo(platform, 'cli')
      shell.print(await shownPieces(platform), () => 'The sample data are gone.')
    })

  demo
    .command('status')
    .description('which of the sample data are there')
    .action(async () => {
      const platform = await shell.platform()
      shell.print(await shownPieces(platform), (pieces) => wordsOf(platform.config.baseUrl, pieces))
    })
}

const wordsOf = (baseUrl: string, pieces: readonly ShownPiece[]): string =>
  pieces.map(({ title, href }) => `${title}: ${href === null ? 'not loaded' : baseUrl + href}`).join('\n')
