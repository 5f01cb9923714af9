import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { startPlugin } from '../authoring/starting.ts'
import { testPlugin } from '../authoring/testing.ts'

/** `new` and `test`. */
export function addAuthoring(plugins: Command, shell: Shell): void {
  plugins
    .command('new')
    .description('begin a plugin: a folder with a form, a computation and a test, ready to run')
    .argument('<folder>', 'such as plugins/letters; its last part is the name of the plugin')
    .option('--tool', 'a command-line tool described by plugin.json, without TypeScript')
    .action(async (folder: string, { tool = false }: { tool?: boolean }) => {
      const made = await startPlugin(folder, tool ? 'tool' : 'code')
      shell.print(made, ({ files }) =>
        [...files.map((file) => `made ${file}`), `Try it: lyceum plugins test ${folder}`].join('\n'),
      )
    })

  plugins
    .command('test')
    .description('load a plugin as the house would, and run its tests')
    .argument('<folder>')
    .action(async (folder: string) => {
      const report = await testPlugin(folder)
      shell.print(report, ({ identifier, results, output, isFine }) =>
        [
          `${identifier} loads.`,
          ...results.map(({ title, problems }) =>
            [`${problems.length > 0 ? '✖' : '✔'} ${title}`, ...problems].join('\n  '),
          ),
          output,
          isFine ? 'All tests passed.' : 'Something failed.',
        ]
          .filter(Boolean)
          .join('\n'),
      )
      if (!report.isFine) shell.foundSomething()
    })
}
