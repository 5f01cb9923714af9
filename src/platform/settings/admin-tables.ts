import { defineAdminTable, personColumn, timeColumn } from '../admin/tables/declaring.ts'

const elsewhere = 'Settings are changed under Settings, where each value is checked; the old ones stay as history.'

export const adminTables = [
  defineAdminTable({
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
    closed: { create: elsewhere, edit: elsewhere, remove: elsewhere },
  }),
]
