import { closedTable, personColumn, timeColumn } from '../admin/tables/declaring.ts'

export const adminTables = [
  closedTable('Sample data are loaded and removed on the welcome page, or by “lyceum demo”.', {
    name: 'demo_pieces',
    title: 'Sample data',
    icon: 'box-seam',
    about: 'An example that was made to try an app with.',
    key: ['name'],
    columns: [
      { name: 'name', title: 'Piece', type: 'code' },
      { name: 'thing_id', title: 'Id of the thing', type: 'code' },
      personColumn('made_for', 'Made for'),
      timeColumn('made_at', 'Of'),
    ],
  }),
]
