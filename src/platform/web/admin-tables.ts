import { closedTable, personColumn, timeColumn } from '../admin/tables/declaring.ts'

export const adminTables = [
  closedTable('The house keeps this by itself, for a day.', {
    name: 'web_requests',
    title: 'Keys of forms',
    icon: 'repeat',
    about: 'A form that was sent, so that pressing twice does it once.',
    key: ['person_id', 'key'],
    columns: [
      personColumn('person_id', 'Person'),
      { name: 'key', title: 'Key', type: 'code' },
      { name: 'target', title: 'Address', type: 'code' },
      timeColumn('created_at', 'When'),
      { name: 'answer', title: 'Answer', type: 'secret' },
    ],
  }),
]
