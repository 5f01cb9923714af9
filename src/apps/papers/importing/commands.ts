import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { UserError } from '../../../platform/errors.ts'

/** `lyceum papers import FILE`. */
export function importCommand(papers: Command, shell: Shell): void {
  papers
    .command('import <file>')
    .description('bring a list of papers in; the running house does the work')
    .option('--preset <name>', 'read the columns as this program writes them, such as scopus')
    .option('--mapping <name>', 'read the columns as a saved mapping says')
    .option('--policy <policy>', 'what happens to papers that are there: skip, fill or update')
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('--encoding <name>', 'read the text in this encoding, such as windows-1252')
    .option('--delimiter <mark>', 'what stands between cells: , ; | or tab')
    .option('--map <column=field>', 'what a column holds, as often as needed; nothing behind = keeps it aside', addPair)
    .option('--invalid-doi <what>', 'reject or import rows whose DOI is none')
    .option('--no-wait', 'answer as soon as the import is in the queue')
    .action(async (file: string, given: unknown) =>
      (await import('./importing-as-typed.ts')).importAsTyped(shell, file, given),
    )
}

type Pair = [header: string, field: string | null]

/** A header may hold an equals sign, a field never does. */
function addPair(text: string, before: readonly Pair[] = []): Pair[] {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new UserError('invalid', 'papers.mapping', `"${text}" is no mapping: write COLUMN=FIELD.`)
  return [...before, [text.slice(0, at), text.slice(at + 1) || null]]
}
