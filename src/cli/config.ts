import type { Command } from 'commander'
import { describeConfig } from '../config.ts'
import type { Shell } from '../platform/app.ts'
import type { Environment } from './command-line.ts'

/** `lyceum config show`: what holds, and where it comes from; secrets masked. */
export const addConfig =
  (environment: Environment) =>
  (program: Command, shell: Shell): void => {
    const config = program.command('config').description('settings of this process')
    config
      .command('show')
      .description('every setting with its value and where it comes from')
      .action(() => {
        shell.print(describeConfig(environment), (entries) =>
          entries.map(({ name, value, origin }) => `${name}=${value}  (${origin})`).join('\n'),
        )
      })
  }
