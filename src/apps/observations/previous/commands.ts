import type { Command } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { type ImportReport, importPrevious } from './importing.ts'
import type { PreviousPlaces } from './reading.ts'

type Options = PreviousPlaces & Readonly<{ write?: true; withOpen?: true }>

/** `lyceum observations import-previous`: takes over the files of the desk before this one. */
export function previousCommands(observations: Command, shell: Shell): void {
  observations
    .command('import-previous')
    .description('take over revisions and duties of the previous desk; only a report without --write')
    .requiredOption('--revisions <file>', 'SQLite file with its table of revisions')
    .requiredOption('--texts <folder>', 'folder with a text file for each revision')
    .option('--duties <file>', 'list of duties, with tabs')
    .option('--approved <file>', 'list of approved obsids, to compare with')
    .option('--shifts <file>', 'keys of revisions with large coordinate shifts')
    .option('--people <file>', 'lines of account name and mail address')
    .option('--with-open', 'take open revisions along, instead of ending at the first of them')
    .option('--write', 'do it')
    .action(async ({ write, withOpen, ...places }: Options) => {
      const options = { isWritten: write === true, withOpen: withOpen === true }
      const report = await importPrevious(await shell.platform(), places, options)
      if (report.leftOut.length > 0 || report.unreadDuties.length > 0) shell.foundSomething()
      shell.print(report, wordsOf)
    })
}

function wordsOf(report: ImportReport): string {
  const { leftOut, unknownPeople, unknownParameters, unreadDuties, onlyOnList, onlyByRevisions } = report
  const lines = [
    `${report.revisions} revisions and ${report.duties} duties ${report.isWritten ? 'were' : 'would be'} taken over; ${report.known} revisions are here already.`,
    report.endedAt !== null && `It ends at ${report.endedAt}, which is still open; --with-open takes open ones along.`,
    ...leftOut.map(({ key, why }) => `Left out: ${key}, ${why}.`),
    ...unreadDuties.map((line) => `Left out, no duty: ${line}`),
    unknownPeople.length > 0 && `Nobody here has these account names; records keep them: ${unknownPeople.join(', ')}.`,
    unknownParameters.length > 0 && `No parameters, left out: ${unknownParameters.join(', ')}.`,
    onlyOnList.length > 0 && `On the approved list, but not by their revisions: ${onlyOnList.join(', ')}.`,
    onlyByRevisions.length > 0 && `Approved by their revisions, but not on the list: ${onlyByRevisions.join(', ')}.`,
    !report.isWritten && 'Nothing was written: say --write.',
  ]
  return lines.filter((line) => line !== false).join('\n')
}
