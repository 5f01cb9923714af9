import {
  type AdminColumn,
  type AdminTable,
  closedTable,
  idColumn,
  personColumn,
  timeColumn,
} from '../../platform/admin/tables/declaring.ts'
import { links } from './links.ts'
import { rosterLinks } from './roster/links.ts'
import { statuses } from './signoff/engine.ts'
import { parts } from './signoff/signoff.ts'
import { agreementStates } from './tables.ts'

const byDesk = 'Revisions are made, signed and taken back on the pages of the desk, where the rules of sign-off hold.'
const byRoster = 'The roster is changed on its page, where its rules hold.'
const byHouse = 'The house keeps these for itself.'

const revisionColumn: AdminColumn = {
  name: 'revision_id',
  title: 'Revision',
  type: 'code',
  refersTo: 'observations_revisions',
  whenGone: 'goes-along',
}

const revisions = closedTable(byDesk, {
  name: 'observations_revisions',
  title: 'Revisions of observations',
  icon: 'stars',
  about: 'A request on one observation, with who submitted it.',
  label: ({ obsid, revision_number }) => `${obsid}.${String(revision_number).padStart(3, '0')}`,
  page: ({ obsid, revision_number, removed_at }) =>
    removed_at === null ? links.revision(`${obsid}.${String(revision_number).padStart(3, '0')}`) : undefined,
  order: '-seq',
  columns: [
    { name: 'seq', title: 'Number', type: 'number', isHidden: true, isSortable: true },
    idColumn,
    { name: 'obsid', title: 'Obs ID', type: 'number' },
    { name: 'revision_number', title: 'Revision', type: 'number' },
    { name: 'kind', title: 'Kind', type: 'choice', choices: ['norm', 'asis', 'remove', 'clone'] },
    { name: 'sequence_number', title: 'Sequence Number', type: 'text' },
    { name: 'notes_json', title: 'Notes', type: 'json' },
    personColumn('submitted_by', 'Submitted by'),
    timeColumn('submitted_at', 'Submitted'),
    personColumn('removed_by', 'Taken back by', { isHidden: true }),
    timeColumn('removed_at', 'Taken back'),
    { name: 'obs_type', title: 'Type', type: 'text' },
    timeColumn('planned_at', 'Planned for', { isHidden: true }),
  ],
  search: [{ column: 'obsid', how: 'is' }],
})

const signoffs = closedTable(byDesk, {
  name: 'observations_signoffs',
  title: 'Cells of sign-off',
  icon: 'check2-square',
  about: 'One of the five cells of a revision.',
  key: ['revision_id', 'part'],
  columns: [
    revisionColumn,
    { name: 'part', title: 'Column', type: 'choice', choices: parts },
    { name: 'status', title: 'Status', type: 'choice', choices: statuses },
    personColumn('signed_by', 'Signed by'),
    timeColumn('signed_at', 'Signed'),
  ],
})

const values = (name: string, title: string, about: string): AdminTable =>
  closedTable(byDesk, {
    name,
    title,
    icon: 'sliders',
    about,
    key: ['revision_id', 'name'],
    columns: [
      revisionColumn,
      { name: 'name', title: 'Parameter', type: 'code' },
      { name: 'value_json', title: 'Value', type: 'json' },
    ],
  })

const drafts = closedTable(byHouse, {
  name: 'observations_drafts',
  title: 'Drafts of requests',
  icon: 'pencil',
  about: 'What somebody has begun and not sent yet.',
  key: ['person_id', 'name'],
  columns: [
    personColumn('person_id', 'Person'),
    { name: 'name', title: 'Page', type: 'code' },
    // What is not sent yet is nobody else's business.
    { name: 'draft_json', title: 'Draft', type: 'secret' },
    timeColumn('updated_at', 'Changed'),
  ],
})

const duties = closedTable(byRoster, {
  name: 'observations_duties',
  title: 'Duty roster',
  icon: 'calendar-week',
  about: 'A stretch of duty for urgent targets.',
  label: ({ starts_on, ends_on }) => `${starts_on} – ${ends_on}`,
  page: () => rosterLinks.roster(),
  order: '-starts_on',
  columns: [
    idColumn,
    { name: 'starts_on', title: 'First day', type: 'text', isSortable: true },
    { name: 'ends_on', title: 'Last day', type: 'text' },
    personColumn('person_id', 'Contact'),
    personColumn('assigned_by', 'Assigned by'),
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
  ],
})

const agreements = closedTable(byDesk, {
  name: 'observations_agreements',
  title: 'Agreements of the Director’s Office',
  icon: 'chat-square-text',
  about: 'What the Director’s Office said about a revision.',
  order: '-id',
  columns: [
    idColumn,
    revisionColumn,
    { name: 'state', title: 'State', type: 'choice', choices: agreementStates },
    { name: 'on_day', title: 'Day', type: 'text' },
    { name: 'note', title: 'Note', type: 'text' },
    personColumn('recorded_by', 'Recorded by'),
    timeColumn('recorded_at', 'Recorded'),
  ],
})

const rosterLock = closedTable(byHouse, {
  name: 'observations_roster_lock',
  title: 'Lock of the roster',
  icon: 'lock',
  about: 'Held by whoever changes the duty roster, while they do.',
  key: ['name'],
  columns: [{ name: 'name', title: 'Name', type: 'code' }],
})

const archiveAnswers = closedTable(byHouse, {
  name: 'observations_archive_answers',
  title: 'Answers of the archive',
  icon: 'archive',
  about: 'What the public archive answered last, kept for a while so that it is asked rarely.',
  key: ['question'],
  columns: [
    { name: 'question', title: 'Question', type: 'text' },
    { name: 'answer_json', title: 'Answer', type: 'json', isHidden: true },
    timeColumn('expires_at', 'Good until'),
  ],
})

const seen = closedTable(byHouse, {
  name: 'observations_seen',
  title: 'Observations that were noticed',
  icon: 'eye',
  about: 'An observation that a regular look into the catalog has met, so that nobody is told twice.',
  key: ['list', 'obsid'],
  columns: [
    { name: 'list', title: 'List', type: 'choice', choices: ['unplanned', 'urgent', 'proposals'] },
    { name: 'obsid', title: 'Obs ID', type: 'number' },
    timeColumn('first_seen_at', 'First seen'),
  ],
})

export const adminTables = [
  revisions,
  signoffs,
  values(
    'observations_originals',
    'Values before',
    'A parameter of an observation as the catalog had it when a revision was submitted.',
  ),
  values('observations_requests', 'Values asked for', 'A parameter that a revision asks to be changed.'),
  agreements,
  drafts,
  duties,
  rosterLock,
  archiveAnswers,
  seen,
]
