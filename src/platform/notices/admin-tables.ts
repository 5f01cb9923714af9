import { z } from 'zod'
import { roles } from '../accounts/person.ts'
import { closedTable, defineAdminTable, idColumn, personColumn, timeColumn } from '../admin/tables/declaring.ts'
import { UserError } from '../errors.ts'

const levels = ['info', 'success', 'warning', 'danger'] as const
const audiences = ['all', ...roles] as const
/** As people type it; without a zone it is UTC. */
const moment = z
  .string()
  .transform((text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`))
  .refine((date) => !Number.isNaN(date.getTime()), 'Write a time such as 2026-05-01 14:00 (UTC).')
  .transform((date) => date.toISOString())
const byHouse = 'The house writes this by itself.'

const broadcasts = defineAdminTable({
  name: 'notices_broadcasts',
  title: 'Notices to all',
  icon: 'megaphone',
  about: 'A sentence that stands above every page, for a time and for those whom it concerns.',
  label: ({ text }) => String(text).slice(0, 80),
  order: '-starts_at',
  columns: [
    idColumn,
    { name: 'text', title: 'Sentence', type: 'long-text', edit: z.string().min(1).max(500), isHidden: true },
    { name: 'level', title: 'Weight', type: 'choice', choices: levels, edit: z.enum(levels) },
    {
      name: 'audience',
      title: 'For whom',
      type: 'choice',
      choices: audiences,
      edit: z.enum(audiences),
      help: 'Everyone who is signed in, or those with one role.',
    },
    timeColumn('starts_at', 'From', {
      edit: moment,
      isSortable: true,
      help: 'UTC, such as 2026-05-01 14:00.',
    }),
    timeColumn('ends_at', 'Until', { edit: moment.nullable(), help: 'Empty: until it is deleted.' }),
    { name: 'is_dismissible', title: 'Can be put aside', type: 'yes-no', edit: z.union([z.literal(0), z.literal(1)]) },
    timeColumn('created_at', 'Made', { isHidden: true }),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  search: [{ column: 'text', how: 'contains' }],
  blank: (now) => ({ created_at: now, updated_at: now }),
  followers: (_changes, now) => ({ updated_at: now }),
  check: async (_tx, _platform, { row, changes }) => {
    const { starts_at: from, ends_at: until } = { ...row, ...changes }
    if (until === null || until === undefined || String(until) > String(from)) return
    const message = 'It must end after it begins.'
    const fields = [{ path: 'ends_at', code: 'notices.ends-first', message }]
    throw new UserError('invalid', 'notices.ends-first', message, { fields })
  },
  consequences: ['It vanishes from all pages at once.'],
})

const items = defineAdminTable({
  name: 'notices_items',
  title: 'Notices',
  icon: 'bell',
  about: 'Something that a person was told.',
  label: ({ kind, text }) => `${kind}: ${text}`,
  columns: [
    idColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'kind', title: 'Kind', type: 'code' },
    { name: 'text', title: 'Text', type: 'code', isHidden: true },
    { name: 'values_json', title: 'Values', type: 'json' },
    { name: 'level', title: 'Weight', type: 'choice', choices: levels },
    { name: 'href', title: 'Leads to', type: 'code' },
    { name: 'batch', title: 'Batch', type: 'code', isHidden: true },
    { name: 'count', title: 'Times', type: 'number' },
    timeColumn('created_at', 'Told'),
    timeColumn('updated_at', 'Last told', { isHidden: true }),
    timeColumn('read_at', 'Read'),
  ],
  search: [{ column: 'kind', how: 'is' }],
  closed: { create: byHouse, edit: byHouse },
})

const choices = closedTable('Each person chooses this under “What to tell me”.', {
  name: 'notices_choices',
  title: 'What people hear of',
  icon: 'sliders',
  about: 'Where a person wants to hear of a kind.',
  key: ['person_id', 'kind'],
  columns: [
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'kind', title: 'Kind', type: 'code' },
    { name: 'on_page', title: 'On the page', type: 'yes-no' },
    { name: 'by_mail', title: 'By mail', type: 'yes-no' },
    timeColumn('changed_at', 'Changed'),
  ],
})

const dismissals = defineAdminTable({
  name: 'notices_dismissals',
  title: 'Notices put aside',
  icon: 'eye-slash',
  about: 'Somebody has put a notice to all aside.',
  key: ['person_id', 'broadcast_id'],
  columns: [
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    {
      name: 'broadcast_id',
      title: 'Notice',
      type: 'code',
      refersTo: 'notices_broadcasts',
      whenGone: 'goes-along',
    },
    timeColumn('dismissed_at', 'When'),
  ],
  closed: { create: byHouse, edit: byHouse },
  consequences: ['They see the notice again.'],
})

const tours = defineAdminTable({
  name: 'notices_tours',
  title: 'Tours seen',
  icon: 'signpost-split',
  about: 'Somebody was shown around a page, or did not want to be.',
  key: ['person_id', 'tour'],
  columns: [
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'tour', title: 'Tour', type: 'code' },
    { name: 'version', title: 'Version', type: 'number' },
    timeColumn('seen_at', 'When'),
  ],
  closed: { create: byHouse, edit: byHouse },
  consequences: ['They are offered the tour again.'],
})

const troubles = defineAdminTable({
  name: 'notices_troubles',
  title: 'Errors',
  icon: 'bug',
  about: 'Errors of one make, told from others by what stays the same.',
  key: ['fingerprint'],
  label: ({ message }) => String(message).slice(0, 100),
  order: '-last_at',
  columns: [
    { name: 'fingerprint', title: 'Fingerprint', type: 'code', isHidden: true },
    { name: 'message', title: 'Message', type: 'text', isHidden: true },
    { name: 'place', title: 'Place', type: 'code' },
    { name: 'stack', title: 'Stack', type: 'long-text' },
    { name: 'count', title: 'Times', type: 'number', isSortable: true },
    { name: 'untold', title: 'Not told yet', type: 'number', isHidden: true },
    timeColumn('first_at', 'First'),
    timeColumn('last_at', 'Last', { isSortable: true }),
    timeColumn('told_at', 'Told', { isHidden: true }),
    { name: 'request_id', title: 'Request', type: 'code' },
    { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs' },
  ],
  search: [
    { column: 'request_id', how: 'is' },
    { column: 'message', how: 'contains' },
  ],
  closed: { create: byHouse, edit: byHouse },
  consequences: ['Should it happen again, it counts as new, and is told at once.'],
})

export const adminTables = [broadcasts, items, choices, dismissals, tours, troubles]
