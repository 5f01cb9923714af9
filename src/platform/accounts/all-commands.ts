import type { Command } from 'commander'
import type { Shell } from '../app.ts'
import { addCommands as addUserCommands } from './commands.ts'
import { addDomainCommands } from './domain-commands.ts'

/** Every command of accounts. */
export function addCommands(program: Command, shell: Shell): void {
  addUserCommands(program, shell)
  addDomainCommands(program, shell)
}
