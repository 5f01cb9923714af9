import { closedTable, personColumn, timeColumn } from '../admin/tables/declaring.ts'

export const adminTables = [
  closedTable('Settings are changed under Settings, where each value is checked; the old ones stay as history.', {
    name: 'settings_values',
    title: 'Settings',
    icon: 'sliders',
    about: 'A value that a setting has or had.',
    key: ['name', 'version'],
    target: ({ name }) => `settings/${name}`,
    page: ({ name }) => `/admin/settings/${name}`,
    columns: [
      { name: 'name', title: 'Setting', type: 'code' },
      { name: 'version', title: 'Version', type: 'number' },
      { name: 'value_json', title: 'Value', type: 'json', isHidden: false },
      timeColumn('set_at', 'When'),
      personColumn('set_by', 'Who'),
    ],
    search: [{ column: 'name', how: 'contains' }],
  }),
]
