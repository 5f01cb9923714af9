import { closedTable, idColumn, personColumn, timeColumn } from '../admin/tables/declaring.ts'

export const adminTables = [
  closedTable('Backups are made, checked and removed by their own commands, together with their files.', {
    name: 'backup_archives',
    title: 'Backups',
    icon: 'archive',
    about: 'An archive that this house made, or found in its folder.',
    label: ({ file }) => String(file).split('/').at(-1) ?? '',
    columns: [
      idColumn,
      { name: 'file', title: 'File', type: 'code', isHidden: true },
      timeColumn('made_at', 'Of'),
      personColumn('made_by', 'Made by'),
      { name: 'origin', title: 'Origin', type: 'choice', choices: ['schedule', 'person', 'found'] },
      { name: 'version', title: 'Version', type: 'code', isHidden: true },
      { name: 'size_bytes', title: 'Size', type: 'bytes' },
      { name: 'file_count', title: 'Files', type: 'number', isHidden: true },
      timeColumn('verified_at', 'Checked'),
      { name: 'problem', title: 'Problem', type: 'text' },
      { name: 'with_secret', title: 'With the secret', type: 'yes-no', isHidden: true },
    ],
  }),
]
