import { defineAdminTable, idColumn, personColumn, timeColumn } from '../admin/tables/declaring.ts'

const views = defineAdminTable({
  name: 'views_saved',
  title: 'Saved views',
  icon: 'bookmark',
  about: 'A list as somebody saved it for themselves.',
  label: ({ name }) => String(name),
  columns: [
    idColumn,
    personColumn('person_id', 'Whose', { whenGone: 'goes-along' }),
    { name: 'list', title: 'List', type: 'code' },
    { name: 'list_title', title: 'Name of the list', type: 'text', isHidden: true },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'query', title: 'Query', type: 'code', isHidden: true },
    timeColumn('saved_at', 'Saved'),
  ],
  search: [{ column: 'name', how: 'contains' }],
  closed: { create: 'Views are saved in the menu of each list.', edit: 'Each person changes their own.' },
})

export const adminTables = [views]
