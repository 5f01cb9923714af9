import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { addAuthoring } from './authoring.ts'
import { addInstalling } from './installing.ts'
import { addListing } from './listing.ts'
import { addRunning } from './running.ts'

/** `lyceum plugins …`: what there is, installing and running it, and writing one of one's own. */
export function pluginCommands(program: Command, shell: Shell): void {
  const plugins = program.command('plugins').description('Plugins: list, install, run, write and test them')
  addListing(plugins, shell)
  addRunning(plugins, shell)
  addInstalling(plugins, shell)
  addAuthoring(plugins, shell)
}
