import { type Command, InvalidArgumentError } from 'commander'
import type { Shell } from '../../../platform/app.ts'
import { nameThem } from '../people.ts'
import { dayOf, isDay } from './days.ts'
import { fillRoster } from './keeping.ts'
import { listDuties } from './queries/duties.ts'
import { stateOf } from './rules.ts'

/** `lyceum observations roster …`. */
export function rosterCommands(observations: Command, shell: Shell): void {
  const roster = observations.command('roster').description('Who is on duty for urgent targets')
  roster
    .command('list')
    .description('print the duty roster')
    .action(async () => {
      const { db, now } = await shell.platform()
      const duties = await listDuties(db)
      const names = await nameThem(
        db,
        duties.map(({ person_id }) => person_id),
      )
      const rows = duties.map((duty) => ({
        from: duty.starts_on,
        to: duty.ends_on,
        on: duty.person_id === null ? null : (names.get(duty.person_id)?.name ?? null),
        state: stateOf(duty, dayOf(now())),
      }))
      shell.print(
        rows,
        (all) =>
          all.map(({ from, to, on, state }) => `${from}  ${to}  ${state.padEnd(6)}  ${on ?? '-'}`).join('\n') ||
          'The roster is empty.',
      )
    })
  roster
    .command('fill')
    .description('add open weeks at the end, 240 days ahead')
    .option('--from <day>', 'first day of a roster that is empty, such as 2031-01-06', readDay)
    .action(async ({ from }: { from?: string }) => {
      const platform = await shell.platform()
      const weeks = await fillRoster(platform, 'cli', from)
      const isEmpty = weeks === 0 && (await listDuties(platform.db)).length === 0
      if (isEmpty) shell.foundSomething()
      shell.print({ weeks }, () =>
        isEmpty
          ? 'The roster is empty: say --from with its first day.'
          : weeks === 1
            ? 'One week was added.'
            : `${weeks} weeks were added.`,
      )
    })
}

function readDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('A day is written like 2031-01-06.')
  return text
}
