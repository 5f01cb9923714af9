import { defineAdminTable, personColumn, timeColumn } from '../admin/tables/declaring.ts'

const byPeople = 'Each person marks their own pages.'

export const adminTables = [
  defineAdminTable({
    name: 'search_marks',
    title: 'Favourites',
    icon: 'star',
    about: 'A page that somebody wants at hand, or opened from a search.',
    key: ['person_id', 'kind', 'href'],
    label: ({ title }) => String(title),
    columns: [
      personColumn('person_id', 'Whose', { whenGone: 'goes-along' }),
      { name: 'kind', title: 'Kind', type: 'choice', choices: ['favourite', 'recent'] },
      { name: 'href', title: 'Page', type: 'code' },
      { name: 'title', title: 'Title', type: 'text' },
      timeColumn('marked_at', 'When'),
    ],
    closed: { create: byPeople, edit: byPeople },
  }),
]
