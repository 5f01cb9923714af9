import { readFileSync, writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import type { Shell } from '../app.ts'
import { UserError } from '../errors.ts'
import { type Language, languages } from './languages.ts'
import { exportPo, importPo } from './translating.ts'

/** `lyceum languages …`: the words of the house for translators, and back. */
export function addCommands(program: Command, shell: Shell): void {
  const command = program.command('languages').description('the words of the house, for translators')
  command
    .command('export')
    .description('write every sentence with its translation to a PO file')
    .argument('<language>', `one of ${languages.join(', ')}`, knownLanguage)
    .argument('<file>', 'a file that is not there yet')
    .action((language: Language, file: string) => {
      const words = exportPo(language)
      withFile(file, () => writeFileSync(file, words, { flag: 'wx' }))
      shell.print({ file }, () => `Written to ${file}.`)
    })
  command
    .command('import')
    .description('take a translated PO file back into this copy of the program')
    .argument('<language>', `one of ${languages.join(', ')}`, knownLanguage)
    .argument('<file>', 'as it was exported')
    .action((language: Language, file: string) => {
      const imported = importPo(
        language,
        withFile(file, () => readFileSync(file, 'utf8')),
      )
      shell.print(imported, ({ changed, open }) => `${changed} sentences changed, ${open} are not translated.`)
    })
}

function knownLanguage(text: string): Language {
  const language = languages.find((known) => known === text)
  if (language) return language
  throw new InvalidArgumentError(`Choose one of ${languages.join(', ')}.`)
}

function withFile<Value>(file: string, work: () => Value): Value {
  try {
    return work()
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'is there already' : 'cannot be read or written'
    throw new UserError('invalid', 'languages.file', `${file} ${reason}.`, { cause })
  }
}
