import type { Command } from 'commander'
import type { Shell } from '../app.ts'
import { type CheckResult, runChecks } from './running.ts'

/** `lyceum doctor`: what is wrong, and what to do about it. */
export function addCommands(program: Command, shell: Shell): void {
  program
    .command('doctor')
    .description('look whether all is well, and say what to do where it is not')
    .action(async () => {
      const results = await runChecks(await shell.platform(), await shell.parts(), { thorough: true })
      shell.print(results, inWords)
      if (results.some(({ level }) => level === 'fail')) shell.foundSomething()
    })
}

function inWords(results: readonly CheckResult[]): string {
  const lines = results.flatMap(({ level, title, message, remedy }) => [
    `${level.padEnd(4)}  ${title}: ${message}`,
    ...(remedy ? [`      → ${remedy}`] : []),
  ])
  const count = (wanted: string): number => results.filter(({ level }) => level === wanted).length
  return [...lines, '', `${count('ok')} well, ${count('warn')} to look at, ${count('fail')} wrong.`].join('\n')
}
