import type { Command } from 'commander'
import type { Shell } from '../../platform/app.ts'
import { catalogCommands } from './catalog/sql/commands.ts'
import { previousCommands } from './previous/commands.ts'
import { rosterCommands } from './roster/commands.ts'

/** `lyceum observations …`: each feature has a file of its own. */
export function observationsCommands(program: Command, shell: Shell): void {
  const observations = program.command('observations').description('Revisions of observations, and the duty roster')
  catalogCommands(observations, shell)
  rosterCommands(observations, shell)
  previousCommands(observations, shell)
}
