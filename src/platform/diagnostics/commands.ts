import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { Shell } from '../app.ts'
import { type CheckResult, runChecks } from './running.ts'

/** `lyceum doctor`: what is wrong, and what to do about it. */
export function addCommands(program: Command, shell: Shell): void {
  program
    .command('doctor')
    .description('look whether all is well, and say what to do where it is not')
    .option('--bundle <file>', 'write a ZIP for whoever helps: checks, versions, settings and logs, secrets masked')
    .action(async ({ bundle }: { bundle?: string }) => {
      if (bundle !== undefined) return writeBundle(shell, bundle)
      const results = await runChecks(await shell.platform(), await shell.parts(), { thorough: true })
      shell.print(results, inWords)
      if (results.some(({ level }) => level === 'fail')) shell.foundSomething()
    })
}

async function writeBundle(shell: Shell, path: string): Promise<void> {
  const { supportBundle } = await import('./bundle.ts')
  const bundle = supportBundle(await shell.platform())
  // Never over a file that is there: a typing mistake must not cost one.
  await pipeline(bundle, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  shell.print({ path }, () => `Written to ${path}. Look through it before you give it away.`)
}

function inWords(results: readonly CheckResult[]): string {
  const lines = results.flatMap(({ level, title, message, remedy }) => [
    `${level.padEnd(4)}  ${title}: ${message}`,
    ...(remedy ? [`      → ${remedy}`] : []),
  ])
  const count = (wanted: string): number => results.filter(({ level }) => level === wanted).length
  return [...lines, '', `${count('ok')} well, ${count('warn')} to look at, ${count('fail')} wrong.`].join('\n')
}
