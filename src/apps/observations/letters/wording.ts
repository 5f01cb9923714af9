import { months, readDate } from '../catalog/dates.ts'
import { plusDays } from '../roster/days.ts'
import { longDay } from '../roster/letters.ts'

/** U: not in the long-term schedule by the writer's word; P: in the pool; S: planned for a week. */
type ScheduleClass = 'U' | 'P' | 'S'

export type Scientist = Readonly<{ name: string; email: string; phone: string; fax: string }>

/** What a letter is made of. */
export type LetterFacts = Readonly<{
  observerName: string | null
  targetName: string | null
  proposalTitle: string | null
  sequence: string | null
  obsid: number
  /** Planned date of the catalog; null: in the pool. */
  plannedDate: string | null
  deadline: 'auto' | 'given' | 'unscheduled'
  /** What was typed where the deadline is given. */
  givenDeadline: string
  today: string
  scientist: Scientist
  other: Scientist | undefined
  /** Settings of the observation, a line each. */
  settings: readonly string[]
}>

const width = 72

export function scheduleClass({ deadline, plannedDate }: Pick<LetterFacts, 'deadline' | 'plannedDate'>): ScheduleClass {
  if (deadline === 'unscheduled') return 'U'
  return plannedDate === null ? 'P' : 'S'
}

/** By when the observer shall answer: a week, or two where nothing is scheduled yet. */
export function deadlineOf({
  deadline,
  givenDeadline,
  today,
}: Pick<LetterFacts, 'deadline' | 'givenDeadline' | 'today'>): string {
  if (deadline === 'given') return givenDeadline
  return longDay(plusDays(today, deadline === 'unscheduled' ? 14 : 7))
}

/** Fills a template in. A placeholder that it does not know stays as it is, so that whoever previews it sees it. */
export function fillTemplate(template: string, facts: LetterFacts): string {
  const values = placeholders(facts)
  return template.replace(/#([a-z0-9_]+)#/g, (whole, name: string) => values[name] ?? whole)
}

function placeholders(facts: LetterFacts): Readonly<Record<string, string>> {
  const { scientist, other } = facts
  const deadline = deadlineOf(facts)
  const day = plannedDay(facts.plannedDate)
  return {
    prop_name: facts.observerName ?? 'Chandra Observer',
    obj_name: facts.targetName ?? '(no name)',
    prop_title: facts.proposalTitle ?? '(no title)',
    seq_num: facts.sequence ?? '(none)',
    obsid: String(facts.obsid),
    deadline,
    obs_date: day,
    contact: scientist.name,
    cxc_name: scientist.name,
    cxc_email: scientist.email,
    cxc_phone: scientist.phone,
    cxc_fax: scientist.fax,
    other: other?.name ?? '',
    other_email: other?.email ?? '',
    other_phone: other?.phone ?? '',
    other_fax: other?.fax ?? '',
    part1: wrapped(scheduleParagraph[scheduleClass(facts)](day)),
    part2: wrapped(`Please look at the settings below and answer by ${deadline}, even if nothing is to be changed.`),
    part3: wrapped(
      'Without an answer the observation stays as it was proposed. Changes after the schedule is made are seldom possible.',
    ),
    big_ole_string: facts.settings.join('\n'),
  }
}

const scheduleParagraph: Readonly<Record<ScheduleClass, (day: string) => string>> = {
  U: () =>
    'The observation has not been placed in the long-term schedule yet. We write early, so that there is time to think.',
  P: () => 'The observation is in the pool: it has no date of its own, and may be taken to fill a gap at any time.',
  S: (day) => `The observation is planned for the week of ${day}. Plans change until a few weeks before.`,
}

/** `05-Jun-2031`; empty where there is none. */
function plannedDay(date: string | null): string {
  const iso = date === null ? undefined : readDate(date)
  return iso === undefined ? '' : `${iso.slice(8, 10)}-${months[Number(iso.slice(5, 7)) - 1]}-${iso.slice(0, 4)}`
}

/** Lines of at most 72 characters, broken between words. */
export function wrapped(paragraph: string): string {
  const lines: string[] = []
  for (const word of paragraph.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\n')
}
