import { closedTable, personColumn, timeColumn } from '../admin/tables/declaring.ts'

export const adminTables = [
  closedTable('The log only grows: what was done stays done, for everybody.', {
    name: 'activity_entries',
    title: 'Activity',
    icon: 'clock-history',
    about: 'One thing that somebody did.',
    key: ['seq'],
    label: ({ seq, action }) => `${seq} ${action}`,
    page: ({ target }) =>
      target === null ? undefined : `/admin/activity?target=${encodeURIComponent(String(target))}`,
    columns: [
      { name: 'seq', title: 'Number', type: 'number', isHidden: true },
      timeColumn('at', 'When'),
      { name: 'category', title: 'Part', type: 'text', isHidden: true },
      { name: 'action', title: 'Action', type: 'code', isHidden: true },
      { name: 'status', title: 'Outcome', type: 'choice', choices: ['success', 'info', 'warning', 'error'] },
      personColumn('actor', 'Who'),
      { name: 'target', title: 'Of what', type: 'code' },
      { name: 'message', title: 'Sentence', type: 'text' },
      { name: 'before_json', title: 'Before', type: 'json' },
      { name: 'after_json', title: 'After', type: 'json' },
      { name: 'details_json', title: 'Facts', type: 'json' },
      { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs', isHidden: true },
      { name: 'request_id', title: 'Request', type: 'code', isHidden: true },
      { name: 'host', title: 'Host', type: 'code', isHidden: true },
      { name: 'source', title: 'Source', type: 'code', isHidden: true },
    ],
    search: [
      { column: 'action', how: 'is' },
      { column: 'target', how: 'is' },
      { column: 'message', how: 'contains' },
    ],
  }),
]
