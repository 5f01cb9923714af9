import { createInterface } from 'node:readline'
import { type Command, InvalidArgumentError } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { isConfirmed } from '../../../platform/backup/terminal.ts'
import { openMenu, type Talk } from './menu.ts'
import { type Repair, repairs } from './repairing.ts'
import { type Tool, tools, useRepair, useTool } from './tools.ts'

const watchMs = 2_000

/** `lyceum diagnostics`: the menu, and each of its tools as a command of its own. */
export function diagnosticsCommands(
  program: Command,
  shell: Shell,
  talk: () => Talk & { end: () => void } = overPipes,
): void {
  const diagnostics = program
    .command('diagnostics')
    .description('what the collector does and what is wrong with it; without a word, a menu')
    .action(async () => {
      const { end, ...ends } = talk()
      await openMenu(shell, ends).finally(end)
    })
  for (const tool of tools) addTool(diagnostics, shell, tool)
  addRepair(diagnostics, shell)
}

type ToolOptions = Readonly<{ reason?: string; yes?: boolean; watch?: boolean }>

function addTool(diagnostics: Command, shell: Shell, tool: Tool): void {
  const command = diagnostics.command(tool.name).description(tool.about)
  if (tool.writes !== undefined)
    command.option('--yes', 'do it without asking').option('--reason <words>', 'why, for the log')
  if (tool.name === 'inspect-jobs') command.option('--watch', 'look again every two seconds, until Ctrl+C')
  command.action(async ({ reason = 'from the command line', yes, watch }: ToolOptions) => {
    if (watch) return watchUntilTold(shell)
    await useTool(tool, shell, { reason, isConfirmed: async (question) => yes === true || isConfirmed(question) })
  })
}

function addRepair(diagnostics: Command, shell: Shell): void {
  diagnostics
    .command('repair')
    .description('mend one class of faults; without --yes it only says what it would mend')
    .argument('<what>', repairs.join(', '), readRepair)
    .option('--yes', 'mend it')
    .action((what: Repair, { yes }: ToolOptions) => useRepair(shell, what, yes === true))
}

async function watchUntilTold(shell: Shell): Promise<void> {
  const { jobsInWords, watchJobs } = await import('./jobs.ts')
  const told = new AbortController()
  process.once('SIGINT', () => told.abort())
  const platform = await shell.platform()
  await watchJobs(platform, (jobs) => shell.print(jobs, jobsInWords), { everyMs: watchMs, signal: told.signal })
}

/** Line by line, so that a script can answer as well as a person. */
function overPipes(): Talk & { end: () => void } {
  const lines = createInterface({ input: process.stdin })
  const heard = lines[Symbol.asyncIterator]()
  return {
    say: (text) => void process.stderr.write(`${text}\n`),
    hear: async () => {
      const next = await heard.next()
      return next.done ? undefined : next.value
    },
    end: () => lines.close(),
  }
}

function readRepair(word: string): Repair {
  const repair = repairs.find((one) => one === word)
  if (!repair) throw new InvalidArgumentError(`One of ${repairs.join(', ')}.`)
  return repair
}
